#ifndef REDQUILL_TRAIN_NEURAL_PRETRAIN_H_
#define REDQUILL_TRAIN_NEURAL_PRETRAIN_H_

#include <span>
#include <string>

#include "train/neural/fit.h"
#include "train/neural/starting_point.h"

namespace redquill::train {

/// How a transformer learns a language from texts without scores.
struct PretrainRecipe : LoopRecipe {
  PretrainRecipe() {
    epochs = 1;
    learning_rate = 1e-3;
    warm_up = 0.1;
    validation_share = 100;  // One text in so many.
  }
  StartRecipe start;
  bool bfloat16 = false;
};

struct Pretrained {
  History history;
  size_t learned = 0, validated = 0;  ///< Texts.
  size_t tokens = 0;                  ///< In the texts learned from, each counted once.
};

/// Trains a masked language model (BERT, DistilBERT, DeBERTa) or a causal one (GPT-2) and writes it
/// to `folder`, its head included, as a checkpoint that training can start from. Longer texts are
/// cut. `checkpoint`: see TrainOptions. kInvalidArgument for fewer than 50 texts of two words or
/// where the tokenizer has no mask token; the errors of StartingPoint and Train.
Result<Pretrained> Pretrain(const PretrainRecipe& recipe, std::span<const std::string> texts,
                            uint64_t seed, const std::string& checkpoint, const std::string& folder,
                            const FitHooks& hooks);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_PRETRAIN_H_
