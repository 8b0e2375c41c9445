#ifndef REDQUILL_TRAIN_SHRINK_SHRINK_H_
#define REDQUILL_TRAIN_SHRINK_SHRINK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/hf/checkpoint.h"
#include "text/tokenizer/tokenizer.h"

namespace redquill::train {

struct ShrinkRecipe {
  std::vector<int64_t> layers;  ///< Those that are kept, from 0, rising.
  /// Ids of the tokens that are kept (KeepPieces keeps some more); empty: all.
  std::set<int32_t> used;
};

struct Shrunk {
  int64_t tokens = 0, tokens_before = 0;
  int64_t layers = 0, layers_before = 0;
  int64_t parameters = 0;
};

/// A BERT checkpoint of which a smaller DistilBERT is made: some of its layers (Sanh et al. 2019
/// begin with every other one) and some of its tokens. DistilBERT has no token types: the vector of
/// the first type, which every token of a single text gets, is added to each position's. With every
/// layer and token the last hidden states are those of the whole model.
class Shrinker {
 public:
  /// Reads FOLDER/config.json, tokenizer.json and the safetensors. kUnsupported for another
  /// architecture than BERT; the errors of hf::Checkpoint, hf::ReadConfig, Tokenizer::FromJson.
  static Result<Shrinker> Open(const std::string& folder);

  const text::Tokenizer& tokenizer() const { return *tokenizer_; }

  /// Writes config.json, tokenizer.json and model.safetensors (F32) to `folder`. kInvalidArgument
  /// for layers that are not there, repeated or none; kCorrupt for a missing tensor; kIo.
  Result<Shrunk> Write(const ShrinkRecipe& recipe, const std::string& folder) const;

 private:
  Shrinker() = default;

  model::hf::Config config_;
  std::unique_ptr<model::hf::Checkpoint> checkpoint_;
  std::string tokenizer_json_;
  std::shared_ptr<const text::Tokenizer> tokenizer_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_SHRINK_SHRINK_H_
