#ifndef REDQUILL_TRAIN_NEURAL_VOCABULARY_H_
#define REDQUILL_TRAIN_NEURAL_VOCABULARY_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace redquill::train {

/// A text's word-level tokens in lower case: runs of letters, marks, digits and connectors; each
/// other character that is not blank by itself; runs of line feeds, so that paragraphs can be seen.
/// `text` is UTF-8, as text::ReadEssay normalises it.
std::vector<std::string> WordTokens(std::string_view text);

/// The word-level tokens that a model knows, by number. 0 is the unknown one.
class Vocabulary {
 public:
  static constexpr int32_t kUnknown = 0;
  static constexpr std::string_view kUnknownToken = "[UNK]";

  /// Those that occur at least `least` times in `texts`, the most frequent first (then in byte
  /// order), at most `most` with the unknown one.
  static Vocabulary Count(const std::vector<std::string_view>& texts, size_t least, size_t most);

  size_t size() const { return ids_.size() + 1; }
  /// The text's tokens, at most `most` of them; the rest of the text is left out.
  std::vector<int32_t> Encode(std::string_view text, size_t most) const;

  /// The same as a tokenizer.json of the Hugging Face tokenizers library: a WordLevel model behind
  /// Lowercase and a Split by the pattern that WordTokens follows.
  std::string TokenizerJson() const;

 private:
  std::map<std::string, int32_t, std::less<>> ids_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_VOCABULARY_H_
