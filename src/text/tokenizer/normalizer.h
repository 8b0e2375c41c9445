#ifndef REDQUILL_TEXT_TOKENIZER_NORMALIZER_H_
#define REDQUILL_TEXT_TOKENIZER_NORMALIZER_H_

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"
#include "text/tokenizer/aligned_text.h"

namespace redquill::text {

/// A step that rewrites text before it is cut. Const; many threads may use one.
class Normalizer {
 public:
  virtual ~Normalizer() = default;
  virtual void Apply(AlignedText* text) const = 0;
};

/// Reads the `normalizer` of a tokenizer.json: BertNormalizer, Lowercase, NFC, NFD, NFKC, NFKD,
/// Nmt, Precompiled, Prepend, Replace, Sequence, Strip, StripAccents. Others are kUnsupported.
Result<std::unique_ptr<const Normalizer>> ReadNormalizer(const nlohmann::json& json,
                                                         const std::string& path);

/// Reads SentencePiece's compiled character map, base64 in `json.precompiled_charsmap`.
Result<std::unique_ptr<const Normalizer>> ReadPrecompiled(const nlohmann::json& json,
                                                          const std::string& path);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_NORMALIZER_H_
