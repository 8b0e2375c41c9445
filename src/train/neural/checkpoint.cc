#include "train/neural/checkpoint.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/json.h"
#include "model/safetensors.h"

namespace redquill::train {
namespace {

constexpr uint64_t kMostBytes = uint64_t{16} << 30;
constexpr const char* kState = "training";

}  // namespace

Result<void> SaveCheckpoint(const std::string& path, const std::string& fingerprint,
                            const TrainingState& state, const Parameters& weights, AdamW* adam) {
  model::SafetensorsWriter writer;
  Save(weights, "weights.", &writer);
  Save(state.averaged, "averaged.", &writer);
  Save(state.best, "best.", &writer);
  Save(adam->first(), "first.", &writer);
  Save(adam->second(), "second.", &writer);
  nlohmann::json json = {{"fingerprint", fingerprint}, {"epoch", state.epoch},
                         {"batch", state.batch},       {"loss_sum", state.loss_sum},
                         {"seconds", state.seconds},   {"tokens", state.tokens},
                         {"steps", adam->steps()},     {"history", nlohmann::json::array()}};
  for (const EpochRecord& record : state.history) json["history"].push_back(ToJson(record));
  writer.Metadata(kState, json.dump());
  return WriteFileAtomically(path, std::move(writer).Finish());
}

Result<bool> LoadCheckpoint(const std::string& path, const std::string& fingerprint,
                            TrainingState* state, Parameters* weights, AdamW* adam) {
  if (!std::filesystem::exists(path)) return false;
  const auto bytes = ReadFile(path, kMostBytes);
  if (!bytes) return Failure(bytes.error());
  const auto file = model::Safetensors::Read(std::as_bytes(std::span(*bytes)));
  if (!file) return Failure(file.error(), path);
  const std::string* text = file->Metadata(kState);
  const auto json = ParseJson(text == nullptr ? "" : *text);
  if (!json) return Fail(Code::kCorrupt, path + " is no checkpoint of a training.", "checkpoint");
  try {
    if (json->at("fingerprint") != fingerprint) {
      return Fail(Code::kConflict,
                  path +
                      " is the checkpoint of a training with other essays or options. Remove it "
                      "or name another file.",
                  "checkpoint");
    }
    state->epoch = json->at("epoch");
    state->batch = json->at("batch");
    state->loss_sum = json->at("loss_sum");
    state->seconds = json->at("seconds");
    state->tokens = json->at("tokens");
    adam->set_steps(json->at("steps"));
    state->history.clear();
    for (const auto& record : json->at("history")) {
      auto epoch = EpochFromJson(record);
      if (!epoch) return Failure(epoch.error(), path);
      state->history.push_back(*epoch);
    }
  } catch (const nlohmann::json::exception&) {
    return Fail(Code::kCorrupt, path + " is no whole checkpoint.", "checkpoint");
  }
  const std::pair<const char*, Parameters*> parts[] = {{"weights.", weights},
                                                       {"averaged.", &state->averaged},
                                                       {"best.", &state->best},
                                                       {"first.", &adam->first()},
                                                       {"second.", &adam->second()}};
  for (const auto& [prefix, parameters] : parts) {
    if (auto loaded = Load(*file, prefix, parameters); !loaded) {
      return Failure(loaded.error(), path);
    }
  }
  return true;
}

}  // namespace redquill::train
