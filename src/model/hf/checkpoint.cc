#include "model/hf/checkpoint.h"

#include <filesystem>
#include <set>
#include <utility>

#include "base/file.h"
#include "base/json.h"
#include "base/quote.h"
#include "model/hf/name_list.h"

namespace redquill::model::hf {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSingle = "model.safetensors";
constexpr std::string_view kIndex = "model.safetensors.index.json";
constexpr uint64_t kMostBytes = uint64_t{1} << 40;
constexpr size_t kMostShards = 1000;

bool Exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// A shard's name comes from the index, so it must not lead out of the folder.
bool IsPlainName(const std::string& name) {
  return !name.empty() && name.size() <= 255 && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos && name != "." && name != "..";
}

tl::unexpected<Error> NothingThere(const std::string& folder) {
  std::error_code failed;
  if (!fs::is_directory(folder, failed)) {
    return Fail(Code::kNotFound, folder + " is not a folder");
  }
  if (Exists(folder + "/pytorch_model.bin") || Exists(folder + "/pytorch_model.bin.index.json")) {
    return Fail(Code::kUnsupported,
                folder +
                    " has only pytorch_model.bin, a Python pickle, which is never read here; "
                    "save the model again as safetensors");
  }
  return Fail(Code::kNotFound,
              folder + " has neither " + std::string(kSingle) + " nor " + std::string(kIndex));
}

// Tensor name to shard, of an index file.
Result<std::map<std::string, std::string>> ReadIndex(const std::string& path) {
  constexpr uint64_t kMostIndexBytes = 64 << 20;
  auto text = ReadFile(path, kMostIndexBytes);
  if (!text) return Failure(text.error());
  auto json = ParseJson(*text, {.bytes = kMostIndexBytes, .depth = 8, .values = 1'000'000});
  if (!json) return Failure(json.error(), path);
  if (!json->is_object() || !json->contains("weight_map") || !(*json)["weight_map"].is_object()) {
    return Fail(Code::kCorrupt, path + ": must have an object weight_map");
  }
  std::map<std::string, std::string> index;
  for (const auto& [tensor, file] : (*json)["weight_map"].items()) {
    if (!file.is_string() || !IsPlainName(file.get_ref<const std::string&>())) {
      return Fail(Code::kCorrupt,
                  path + ": tensor " + Quoted(tensor) + " must be in a file of the same folder");
    }
    index[tensor] = file.get<std::string>();
  }
  return index;
}

}  // namespace

Result<void> Checkpoint::Add(const std::string& folder, const std::string& file) {
  const std::string path = folder + "/" + file;
  auto mapped = MappedFile::Open(path, kMostBytes);
  if (!mapped) return Failure(mapped.error());
  auto read = Safetensors::Read(mapped->bytes());
  if (!read) return Failure(read.error(), path);
  files_[file] = mapped->bytes().size();
  mappings_.push_back(*std::move(mapped));
  shards_.push_back(std::make_unique<Safetensors>(*std::move(read)));
  for (const std::string& name : shards_.back()->Names()) {
    const auto [at, added] = tensors_.emplace(name, std::pair{shards_.back()->Find(name), file});
    if (!added) {
      return Fail(Code::kConflict,
                  "tensor " + Quoted(name) + " stands in " + at->second.second + " and in " + file);
    }
  }
  return {};
}

Result<void> Checkpoint::CheckIndex(const std::map<std::string, std::string>& index) const {
  std::vector<std::string> absent, unlisted;
  for (const auto& [name, file] : index) {
    const auto at = tensors_.find(name);
    if (at == tensors_.end() || at->second.second != file) absent.push_back(name);
  }
  for (const auto& [name, tensor] : tensors_) {
    if (!index.contains(name)) unlisted.push_back(name);
  }
  if (!absent.empty()) {
    return Fail(Code::kCorrupt, "not in the shard that the index names: " + NameList(absent));
  }
  if (!unlisted.empty()) {
    return Fail(Code::kCorrupt, "in a shard but not in the index: " + NameList(unlisted));
  }
  return {};
}

Result<std::unique_ptr<Checkpoint>> Checkpoint::Open(const std::string& folder) {
  std::unique_ptr<Checkpoint> checkpoint(new Checkpoint);
  if (Exists(folder + "/" + std::string(kSingle))) {
    if (auto added = checkpoint->Add(folder, std::string(kSingle)); !added) {
      return Failure(added.error());
    }
    return checkpoint;
  }
  const std::string index_path = folder + "/" + std::string(kIndex);
  if (!Exists(index_path)) return NothingThere(folder);
  auto index = ReadIndex(index_path);
  if (!index) return Failure(index.error());
  std::set<std::string> shards;
  for (const auto& [tensor, file] : *index) shards.insert(file);
  if (shards.size() > kMostShards) {
    return Fail(Code::kTooLarge,
                index_path + ": names more than " + std::to_string(kMostShards) + " shards");
  }
  for (const std::string& shard : shards) {
    if (auto added = checkpoint->Add(folder, shard); !added) return Failure(added.error());
  }
  if (auto agreed = checkpoint->CheckIndex(*index); !agreed) {
    return Failure(agreed.error(), index_path);
  }
  return checkpoint;
}

const TensorView* Checkpoint::Find(std::string_view name) const {
  const auto at = tensors_.find(name);
  return at == tensors_.end() ? nullptr : at->second.first;
}

std::vector<std::string> Checkpoint::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : tensors_) names.push_back(name);
  return names;
}

Result<Config> ReadConfigFile(const std::string& folder) {
  const std::string path = folder + "/config.json";
  auto text = ReadFile(path, 8 << 20);
  if (!text) return Failure(text.error());
  auto config = ReadConfig(*text);
  if (!config) return Failure(config.error(), path);
  return config;
}

}  // namespace redquill::model::hf
