#ifndef REDQUILL_MODEL_HF_ENCODER_NAMES_H_
#define REDQUILL_MODEL_HF_ENCODER_NAMES_H_

#include <cstdint>
#include <string>

#include "model/hf/config.h"

namespace redquill::model::hf {

/// Where a post-norm encoder's checkpoint keeps one layer's tensors: each has .weight and .bias.
struct EncoderNames {
  std::string query, key, value, output, attention_norm, up, down, output_norm;
};

/// Of BERT, RoBERTa, DistilBERT or DeBERTa. `prefix` is the
/// body's ("bert.", or "" for a bare encoder).
EncoderNames LayerNames(Architecture architecture, const std::string& prefix, int64_t layer);

}  // namespace redquill::model::hf

#endif  // REDQUILL_MODEL_HF_ENCODER_NAMES_H_
