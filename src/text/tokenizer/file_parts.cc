#include "text/tokenizer/file_parts.h"

namespace redquill::text {
namespace {

using nlohmann::json;

json TokenPiece(const AddedToken& token, int type) {
  return {{"SpecialToken", {{"id", token.content}, {"type_id", type}}}};
}

json TextPiece(const char* name, int type) {
  return {{"Sequence", {{"id", name}, {"type_id", type}}}};
}

}  // namespace

json TokenizerFileWith(const std::vector<AddedToken>& added) {
  json tokens = json::array();
  for (const AddedToken& token : added) {
    tokens.push_back({{"id", token.id},
                      {"content", token.content},
                      {"single_word", token.single_word},
                      {"lstrip", token.left_strip},
                      {"rstrip", token.right_strip},
                      {"normalized", token.normalized},
                      {"special", true}});
  }
  return {{"version", "1.0"},          {"truncation", nullptr}, {"padding", nullptr},
          {"added_tokens", tokens},    {"normalizer", nullptr}, {"pre_tokenizer", nullptr},
          {"post_processor", nullptr}, {"decoder", nullptr}};
}

json TemplateAround(const std::vector<AddedToken>& before, const std::vector<AddedToken>& after) {
  json single = json::array(), known = json::object();
  for (const AddedToken& token : before) single.push_back(TokenPiece(token, 0));
  single.push_back(TextPiece("A", 0));
  for (const AddedToken& token : after) single.push_back(TokenPiece(token, 0));
  json pair = single;
  pair.push_back(TextPiece("B", 1));
  for (const AddedToken& token : after) pair.push_back(TokenPiece(token, 1));
  for (const auto* list : {&before, &after}) {
    for (const AddedToken& token : *list) {
      known[token.content] = {{"id", token.content},
                              {"ids", json::array({token.id})},
                              {"tokens", json::array({token.content})}};
    }
  }
  return {{"type", "TemplateProcessing"},
          {"single", std::move(single)},
          {"pair", std::move(pair)},
          {"special_tokens", std::move(known)}};
}

json RobertaAround(const AddedToken& cls, const AddedToken& sep, bool prefix_space) {
  return {{"type", "RobertaProcessing"},
          {"sep", json::array({sep.content, sep.id})},
          {"cls", json::array({cls.content, cls.id})},
          {"trim_offsets", true},
          {"add_prefix_space", prefix_space}};
}

json ByteLevelPart(bool prefix_space) {
  return {{"type", "ByteLevel"},
          {"add_prefix_space", prefix_space},
          {"trim_offsets", true},
          {"use_regex", true}};
}

json MetaspacePart() {
  return {{"type", "Metaspace"},
          {"replacement", "\xe2\x96\x81"},
          {"prepend_scheme", "always"},
          {"split", true}};
}

json JoinSpacesPart() {
  return {{"type", "Replace"}, {"pattern", {{"Regex", " {2,}"}}}, {"content", " "}};
}

}  // namespace redquill::text
