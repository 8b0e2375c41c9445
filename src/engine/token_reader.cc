#include "engine/token_reader.h"

#include <string>

namespace redquill::engine {

Result<TokenReader> TokenReader::For(const model::Package& package) {
  const model::Manifest& manifest = package.manifest();
  if (manifest.max_tokens == 0) {
    return Fail(Code::kCorrupt, "the manifest's max_tokens is 0, but the model reads tokens",
                "max_tokens");
  }
  const auto json = package.Text(model::kTokenizerFile);
  if (!json) return Fail(Code::kCorrupt, json.error().message);
  auto tokenizer = text::Tokenizer::FromJson(*json);
  if (!tokenizer) return Failure(tokenizer.error(), model::kTokenizerFile);
  TokenReader reader;
  reader.tokenizer_ = *std::move(tokenizer);
  reader.max_tokens_ = static_cast<size_t>(manifest.max_tokens);
  return reader;
}

Result<text::Encoding> TokenReader::Read(std::string_view utf8) const {
  return tokenizer_->Encode(utf8, max_tokens_);
}

Result<text::Encoding> TokenReader::ReadWhole(std::string_view utf8) const {
  return tokenizer_->Encode(utf8, 0);
}

}  // namespace redquill::engine
