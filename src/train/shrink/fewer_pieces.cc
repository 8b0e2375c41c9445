#include "train/shrink/fewer_pieces.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/json.h"

namespace redquill::train {
namespace {

constexpr JsonLimits kLimits = {.bytes = 64 << 20, .depth = 64, .values = 10'000'000};

bool IsOneCharacter(std::string_view piece, const std::string& prefix) {
  if (piece.starts_with(prefix) && piece.size() > prefix.size()) piece.remove_prefix(prefix.size());
  const auto begins = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; };
  return std::count_if(piece.begin(), piece.end(), begins) == 1;
}

// Old ids to new ones.
class Renumbered {
 public:
  Renumbered(const std::set<int32_t>& kept) {
    for (const int32_t id : kept) new_.emplace(id, static_cast<int32_t>(new_.size()));
  }
  void Apply(nlohmann::json* id) const { *id = new_.at(id->get<int32_t>()); }

 private:
  std::map<int32_t, int32_t> new_;
};

// The ids in a post-processor: {"special_tokens": {"[CLS]": {"ids": [101]}}} of a template, or
// {"cls": ["[CLS]", 101]} of BERT's; `visit` gets each.
template <typename Visit>
void VisitIds(nlohmann::json* processor, const Visit& visit) {
  if (!processor->is_object()) return;
  if (processor->contains("special_tokens")) {
    for (auto& token : (*processor)["special_tokens"]) {
      for (auto& id : token.at("ids")) visit(&id);
    }
  }
  for (const char* name : {"cls", "sep"}) {
    if (processor->contains(name)) visit(&(*processor)[name].at(1));
  }
  if (processor->contains("processors")) {
    for (auto& one : (*processor)["processors"]) VisitIds(&one, visit);
  }
}

FewerPieces Keep(nlohmann::json json, std::set<int32_t> kept) {
  nlohmann::json& vocabulary = json.at("model").at("vocab");
  const auto prefix = json["model"].value("continuing_subword_prefix", std::string("##"));
  const auto unknown = json["model"].value("unk_token", std::string("[UNK]"));
  for (const auto& [piece, id] : vocabulary.items()) {
    if (piece == unknown || IsOneCharacter(piece, prefix)) kept.insert(id.get<int32_t>());
  }
  nlohmann::json none = nlohmann::json::array();
  nlohmann::json& added = json.contains("added_tokens") ? json["added_tokens"] : none;
  for (const auto& token : added) kept.insert(token.at("id").get<int32_t>());
  nlohmann::json nothing;
  nlohmann::json& processor = json.contains("post_processor") ? json["post_processor"] : nothing;
  VisitIds(&processor, [&](const nlohmann::json* id) { kept.insert(id->get<int32_t>()); });

  const Renumbered renumbered(kept);
  nlohmann::json fewer = nlohmann::json::object();
  for (const auto& [piece, id] : vocabulary.items()) {
    if (kept.contains(id.get<int32_t>())) renumbered.Apply(&(fewer[piece] = id));
  }
  vocabulary = std::move(fewer);
  for (auto& token : added) renumbered.Apply(&token.at("id"));
  VisitIds(&processor, [&](nlohmann::json* id) { renumbered.Apply(id); });
  json["padding"] = json["truncation"] = nullptr;
  return {json.dump(), {kept.begin(), kept.end()}};
}

}  // namespace

Result<FewerPieces> KeepPieces(std::string_view tokenizer_json, const std::set<int32_t>& used) {
  auto json = ParseJson(tokenizer_json, kLimits);
  if (!json) return Failure(json.error());
  try {
    if (json->at("model").value("type", "") != "WordPiece") {
      return Fail(Code::kUnsupported, "Only a WordPiece tokenizer's pieces can be left out.",
                  "tokenizer");
    }
    return Keep(std::move(*json), used);
  } catch (const nlohmann::json::exception& error) {
    return Fail(Code::kInvalidArgument, "tokenizer.json: " + std::string(error.what()),
                "tokenizer");
  }
}

}  // namespace redquill::train
