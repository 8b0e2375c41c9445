#include <cstdio>
#include <nlohmann/json.hpp>

#include "model/library.h"
#include "model/members_beside.h"
#include "redquill/models.h"
#include "redquill/print.h"

namespace redquill::app {

Result<int> VerifyModel(const ModelsOptions& options) {
  const auto file = FileOfModel(options);
  if (!file) return Failure(file.error());
  const auto verification = model::VerifyPackage(*file);
  if (!verification) return Failure(verification.error());
  nlohmann::json files = nlohmann::json::array();
  for (const auto& check : verification->files) {
    const std::string said = check.outcome ? "as listed" : check.outcome.error().message;
    files.push_back({{"path", check.listed.path},
                     {"sha256", check.listed.sha256},
                     {"sound", check.outcome.has_value()},
                     {"finding", said}});
    if (!options.json) std::printf("  %-24s %s\n", check.listed.path.c_str(), said.c_str());
  }
  const auto& heading = verification->heading;
  bool sound = verification->sound();
  const auto beside = model::MembersBeside(heading.manifest.config);
  if (!beside || !beside->empty()) {
    const auto whole = model::LoadModel(*file, "");
    const std::string said = whole ? "all there" : whole.error().message;
    sound = sound && whole;
    files.push_back(
        {{"path", "members beside it"}, {"sound", whole.has_value()}, {"finding", said}});
    if (!options.json) std::printf("  %-24s %s\n", "members beside it", said.c_str());
  }
  if (options.json) {
    const nlohmann::json all = {{"file", *file},
                                {"model", heading.manifest.name},
                                {"digest", heading.digest},
                                {"sound", sound},
                                {"files", files}};
    Print(all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  } else {
    std::printf("%s %s is %s\n", heading.manifest.name.c_str(), heading.digest.c_str(),
                sound                   ? "sound"
                : verification->sound() ? "NOT WHOLE"
                                        : "DAMAGED");
  }
  return sound ? 0 : 1;
}

}  // namespace redquill::app
