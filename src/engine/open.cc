#include "engine/open.h"

#include <string>

#include "engine/gbdt/gbdt_engine.h"

namespace redquill::engine {
namespace {

using OpenFunction =
    Result<std::unique_ptr<const Engine>> (*)(std::shared_ptr<const model::Package> package);

struct Backend {
  const char* name;
  OpenFunction open;
};

/// Every backend of this build, in one place.
constexpr Backend kBackends[] = {
    {"gbdt", &gbdt::GbdtEngine::Open},
};

}  // namespace

Result<std::unique_ptr<const Engine>> Open(std::shared_ptr<const model::Package> package) {
  const std::string& wanted = package->manifest().engine;
  std::string known;
  for (const auto& backend : kBackends) {
    if (wanted == backend.name) return backend.open(std::move(package));
    known += (known.empty() ? "" : ", ") + std::string(backend.name);
  }
  return Fail(Code::kUnsupported, "This program has no engine \"" + wanted + "\"; it has " +
                                      (known.empty() ? "none" : known) +
                                      ". Use a program built with that engine.");
}

}  // namespace redquill::engine
