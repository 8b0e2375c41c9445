#ifndef REDQUILL_TEXT_TOKENIZER_MODEL_H_
#define REDQUILL_TEXT_TOKENIZER_MODEL_H_

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "text/tokenizer/vocabulary.h"

namespace redquill::text {

/// A token of a piece: bytes [begin, end) of it.
struct ModelToken {
  int32_t id;
  uint32_t begin, end;
};

/// Cuts a piece into tokens of its vocabulary. Const; many threads may use one.
class TokenModel {
 public:
  virtual ~TokenModel() = default;

  /// Appends the tokens of a piece of valid UTF-8, at least one byte. kInvalidArgument where the
  /// piece needs the unknown token and the model has none.
  virtual Result<void> Tokenize(std::string_view piece, std::vector<ModelToken>* tokens) const = 0;

  const Vocabulary& vocabulary() const { return vocabulary_; }

 protected:
  Vocabulary vocabulary_;
};

using MadeModel = Result<std::unique_ptr<const TokenModel>>;

/// Reads the `model` of a tokenizer.json: WordLevel, WordPiece, BPE or Unigram.
MadeModel ReadModel(const nlohmann::json& json);

/// The four readers, one a file. WordPiece: longest match first (Schuster & Nakajima 2012). BPE:
/// Sennrich et al. 2016, the lowest rank first, the leftmost of equals. Unigram: Kudo 2018, the
/// best path by Viterbi in double precision, the first found of equals.
MadeModel ReadWordLevel(Part part);
MadeModel ReadWordPiece(Part part);
MadeModel ReadBpe(Part part);
MadeModel ReadUnigram(Part part);

/// The error for a piece that needs the unknown token of a vocabulary without one.
tl::unexpected<Error> NoUnknownToken();

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_MODEL_H_
