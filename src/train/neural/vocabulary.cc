#include "train/neural/vocabulary.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "text/tokenizer/pattern.h"
#include "text/tokenizer/unicode/characters.h"
#include "text/utf8.h"

namespace redquill::train {
namespace {

void AppendLower(char32_t c, std::string* to) {
  if (!(text::CharFlags()[c] & text::kHasLowercase)) return text::AppendUtf8(c, to);
  for (const char32_t lower : text::Lowercase().Find(c)) text::AppendUtf8(lower, to);
}

}  // namespace

std::vector<std::string> WordTokens(std::string_view text) {
  const auto pattern = text::WordsAndMarksPattern();
  std::vector<std::string> tokens;
  text::Match match;
  for (size_t from = 0; pattern->Next(text, from, &match); from = match.end) {
    std::string& token = tokens.emplace_back();
    for (size_t at = match.begin; at < match.end;
         at += text::CharLength(static_cast<unsigned char>(text[at]))) {
      AppendLower(text::CharAt(text, at), &token);
    }
  }
  return tokens;
}

Vocabulary Vocabulary::Count(const std::vector<std::string_view>& texts, size_t least,
                             size_t most) {
  std::unordered_map<std::string, size_t> counts;
  for (const std::string_view text : texts) {
    for (std::string& token : WordTokens(text)) ++counts[std::move(token)];
  }
  std::vector<std::pair<std::string, size_t>> kept;
  for (const auto& [token, count] : counts) {
    if (count >= least) kept.emplace_back(token, count);
  }
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  if (kept.size() + 1 > most) kept.resize(most - 1);
  Vocabulary vocabulary;
  for (size_t i = 0; i < kept.size(); ++i) {
    vocabulary.ids_[kept[i].first] = static_cast<int32_t>(i + 1);
  }
  return vocabulary;
}

std::vector<int32_t> Vocabulary::Encode(std::string_view text, size_t most) const {
  std::vector<int32_t> ids;
  for (const std::string& token : WordTokens(text)) {
    if (ids.size() == most) break;
    const auto found = ids_.find(token);
    ids.push_back(found == ids_.end() ? kUnknown : found->second);
  }
  return ids;
}

std::string Vocabulary::TokenizerJson() const {
  nlohmann::json words = {{kUnknownToken, kUnknown}};
  for (const auto& [token, id] : ids_) words[token] = id;
  const nlohmann::json json = {
      {"version", "1.0"},
      {"truncation", nullptr},
      {"padding", nullptr},
      {"added_tokens", nlohmann::json::array()},
      {"normalizer", {{"type", "Lowercase"}}},
      {"pre_tokenizer",
       {{"type", "Split"},
        {"pattern", {{"Regex", text::kWordsAndMarksExpression}}},
        {"behavior", "Removed"},
        {"invert", true}}},
      {"post_processor", nullptr},
      {"decoder", nullptr},
      {"model", {{"type", "WordLevel"}, {"vocab", words}, {"unk_token", kUnknownToken}}}};
  return json.dump(1, ' ', false) + "\n";
}

}  // namespace redquill::train
