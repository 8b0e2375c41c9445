#ifndef REDQUILL_TEXT_TOKENIZER_POST_PROCESSOR_H_
#define REDQUILL_TEXT_TOKENIZER_POST_PROCESSOR_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "text/tokenizer/tokenizer.h"

namespace redquill::text {

/// White space at both ends of a token's text, in characters; U+0120 counts as a space.
struct Blanks {
  uint32_t leading = 0, trailing = 0;
  static Blanks Of(std::string_view token);
};

/// What is done to a text's tokens at the end: spaces cut off their offsets, tokens put around
/// them. A value.
struct PostProcessor {
  struct Step {
    bool trims = false, prefix_space = false;  ///< Cuts spaces off the offsets.
    std::vector<int32_t> before, after;        ///< Ids put around the text's.
  };
  std::vector<Step> steps;

  size_t added() const;
  bool trims() const;

  /// Works on the tokens of `text`; `blanks` has one entry for each.
  void Apply(std::string_view text, std::vector<Blanks>* blanks, Encoding* tokens) const;
};

/// Reads the `post_processor` of a tokenizer.json: TemplateProcessing (its form for one text),
/// BertProcessing, RobertaProcessing, ByteLevel, Sequence. Null is none. Others are kUnsupported.
Result<PostProcessor> ReadPostProcessor(const nlohmann::json& json, const std::string& path);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_POST_PROCESSOR_H_
