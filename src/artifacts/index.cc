#include "artifacts/index.h"

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/json.h"
#include "model/file_path.h"

namespace redquill::artifacts {
namespace {

using nlohmann::json;

constexpr int kFormat = 1;
constexpr JsonLimits kLimits{.bytes = 16 << 20, .depth = 8, .values = 100'000};

/// A folder that a mirror may have made: nothing that leads out of it.
bool Sound(const std::string& folder) { return model::CheckFilePath(folder).has_value(); }

Index Read(const json& document) {
  Index index;
  if (document.at("format") != kFormat) return {};
  for (const json& one : document.at("objects")) {
    Fetched fetched{one.at("key"), one.at("etag"), one.at("size"), one.at("sha256"),
                    one.at("folder")};
    if (Sound(fetched.folder)) index.objects.push_back(std::move(fetched));
  }
  for (const json& folder : document.at("previous")) {
    if (Sound(folder)) index.previous.push_back(folder);
  }
  return index;
}

}  // namespace

const Fetched* Index::Find(const std::string& key) const {
  for (const Fetched& one : objects) {
    if (one.key == key) return &one;
  }
  return nullptr;
}

Index ReadIndex(const std::string& path) {
  const auto text = ReadFile(path, kLimits.bytes);
  if (!text) return {};
  const auto document = ParseJson(*text, kLimits);
  if (!document) return {};
  try {
    return Read(*document);
  } catch (const json::exception&) {
    return {};
  }
}

Result<void> WriteIndex(const std::string& path, const Index& index) {
  json objects = json::array();
  for (const Fetched& one : index.objects) {
    objects.push_back({{"key", one.key},
                       {"etag", one.etag},
                       {"size", one.size},
                       {"sha256", one.sha256},
                       {"folder", one.folder}});
  }
  const json document = {{"format", kFormat}, {"objects", objects}, {"previous", index.previous}};
  return WriteFileAtomically(path,
                             document.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
}

}  // namespace redquill::artifacts
