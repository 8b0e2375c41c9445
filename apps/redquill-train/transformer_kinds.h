#ifndef REDQUILL_APPS_REDQUILL_TRAIN_TRANSFORMER_KINDS_H_
#define REDQUILL_APPS_REDQUILL_TRAIN_TRANSFORMER_KINDS_H_

#include <string_view>

#include "train/neural/encoder_fit.h"

namespace redquill::train_app {

/// A transformer as the command line names it. All are trained alike.
struct TransformerKind {
  const char *name, *title;
  const char *summary, *cv_summary;
  const char* start;  ///< How an example starts.
  std::vector<model::hf::Architecture> architectures;
  bool all_layers;       ///< All of them learn, unless told otherwise.
  int64_t adapters = 0;  ///< Rank of those that learn instead of the weights; 0: the weights do.
};

inline const TransformerKind kMinilm = {
    "minilm",
    "MiniLM",
    "Fine-tune a pretrained encoder: MiniLM, BERT or DistilBERT",
    "Cross-validate a fine-tuned encoder: MiniLM, BERT or DistilBERT",
    " --init all-MiniLM-L6-v2",
    {model::hf::Architecture::kBert, model::hf::Architecture::kDistilBert},
    false};

inline const TransformerKind kDistilbert = {"distilbert",
                                            "DistilBERT",
                                            "Train a DistilBERT, from a checkpoint or from scratch",
                                            "Cross-validate a DistilBERT",
                                            " --init pretrained",
                                            {model::hf::Architecture::kDistilBert},
                                            true};

inline const TransformerKind kDebertaV3 = {"deberta-v3",
                                           "DeBERTa-v3",
                                           "Train a DeBERTa-v3, from a checkpoint or from scratch",
                                           "Cross-validate a DeBERTa-v3",
                                           " --init pretrained",
                                           {model::hf::Architecture::kDebertaV2},
                                           true};

inline const TransformerKind kGpt2 = {"gpt2",
                                      "GPT-2",
                                      "Train a GPT-2, from a checkpoint or from scratch",
                                      "Cross-validate a GPT-2",
                                      " --init pretrained",
                                      {model::hf::Architecture::kGpt2},
                                      true};

inline const TransformerKind kLlama = {"llama",
                                       "Llama",
                                       "Fine-tune a Llama by low-rank adapters",
                                       "Cross-validate a Llama, fine-tuned by low-rank adapters",
                                       " --init checkpoint",
                                       {model::hf::Architecture::kLlama},
                                       true,
                                       8};

/// The recipe with the kind's defaults.
inline train::EncoderRecipe RecipeOf(const TransformerKind& kind) {
  train::EncoderRecipe recipe;
  recipe.start.architectures = kind.architectures;
  if (kind.all_layers) recipe.encoder.trained_layers = 1000;
  recipe.encoder.adapters.rank = kind.adapters;
  if (kind.adapters > 0) recipe.encoder.layer_decay = 1;
  return recipe;
}

}  // namespace redquill::train_app

#endif  // REDQUILL_APPS_REDQUILL_TRAIN_TRANSFORMER_KINDS_H_
