#include "train/tokenizer/word_counts.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace redquill::train {

Result<WordCounts> WordCounts::By(const nlohmann::json& tokenizer) {
  WordCounts counts;
  if (const auto& part = tokenizer.at("normalizer"); !part.is_null()) {
    auto normalizer = text::ReadNormalizer(part, "normalizer");
    if (!normalizer) return Failure(normalizer.error());
    counts.normalizer_ = std::move(*normalizer);
  }
  if (const auto& part = tokenizer.at("pre_tokenizer"); !part.is_null()) {
    auto pre_tokenizer = text::ReadPreTokenizer(part, "pre_tokenizer");
    if (!pre_tokenizer) return Failure(pre_tokenizer.error());
    counts.pre_tokenizer_ = std::move(*pre_tokenizer);
  }
  return counts;
}

Result<void> WordCounts::Add(std::string_view text) {
  if (const auto bad = FirstBadUtf8(text)) {
    return Fail(Code::kBadEncoding,
                "The essay is not UTF-8: the first bad byte is at offset " + std::to_string(*bad) +
                    ". Save the text as UTF-8.",
                "essay");
  }
  text::Pieces pieces;
  pieces.text = text::AlignedText::Of(text, 0);
  if (normalizer_) normalizer_->Apply(&pieces.text);
  if (pieces.text.bytes.empty()) return {};
  pieces.pieces = {pieces.Cut(0, pieces.text.bytes.size())};
  if (pre_tokenizer_) pre_tokenizer_->Apply(&pieces);
  for (const text::Piece& piece : pieces.pieces) ++counts_[std::string(pieces.View(piece))];
  return {};
}

std::vector<CountedWord> WordCounts::Sorted() const {
  std::vector<CountedWord> words;
  words.reserve(counts_.size());
  for (const auto& [text, count] : counts_) words.push_back({text, count});
  std::sort(words.begin(), words.end(),
            [](const CountedWord& a, const CountedWord& b) { return a.text < b.text; });
  return words;
}

}  // namespace redquill::train
