#ifndef REDQUILL_TRAIN_NEURAL_CONFIG_JSON_H_
#define REDQUILL_TRAIN_NEURAL_CONFIG_JSON_H_

#include <nlohmann/json.hpp>

#include "model/hf/config.h"

namespace redquill::train {

struct TransformerShape {
  model::hf::Architecture architecture = model::hf::Architecture::kBert;
  int64_t vocabulary = 0, layers = 0, width = 0, heads = 0, positions = 0;
  int64_t pad_token = -1;  ///< -1: none.
};

/// The config.json of a new bare model of BERT, DistilBERT, DeBERTa-v3, GPT-2 or Llama, whose
/// feed-forward parts are four times as wide (Llama's, which are gated, 8/3 times); the rest as the
/// reference's configurations have it.
nlohmann::json ConfigJson(const TransformerShape& shape);

/// The name of the bare model's class, as config.json has it under "architectures".
const char* BareClass(model::hf::Architecture architecture);

/// Puts another number of positions into a config.json, which was read as `had`.
void SetPositions(const model::hf::Config& had, int64_t positions, nlohmann::json* config);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_CONFIG_JSON_H_
