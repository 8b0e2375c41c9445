#ifndef REDQUILL_ENGINE_TOKEN_READER_H_
#define REDQUILL_ENGINE_TOKEN_READER_H_

#include <memory>
#include <string_view>

#include "base/error.h"
#include "model/package.h"
#include "text/tokenizer/tokenizer.h"

namespace redquill::engine {

/// A package's tokenizer.json, and how many tokens its model reads. Const; safe from many threads.
class TokenReader {
 public:
  /// kCorrupt where the package declares no max_tokens or has no tokenizer.json; else the errors of
  /// text::Tokenizer::FromJson.
  static Result<TokenReader> For(const model::Package& package);

  /// The tokens that the model reads of a text: at most max_tokens(), from the beginning, with
  /// those that the tokenizer adds. Encoding::total says how many the whole text has.
  Result<text::Encoding> Read(std::string_view utf8) const;

  /// All tokens of a text, also where the model can't read so many at once.
  Result<text::Encoding> ReadWhole(std::string_view utf8) const;

  size_t max_tokens() const { return max_tokens_; }

 private:
  TokenReader() = default;

  std::shared_ptr<const text::Tokenizer> tokenizer_;
  size_t max_tokens_ = 0;
};

}  // namespace redquill::engine

#endif  // REDQUILL_ENGINE_TOKEN_READER_H_
