#ifndef REDQUILL_TRAIN_NEURAL_BODIES_H_
#define REDQUILL_TRAIN_NEURAL_BODIES_H_

#include "train/neural/transformer_body.h"

namespace redquill::train {

/// BERT and DistilBERT (Devlin et al. 2019; Sanh et al. 2019): normalised behind every part.
std::unique_ptr<TransformerBody> MakePostNormBody(const model::hf::Config& config, bool bfloat16,
                                                  Parameters* parameters);

/// DeBERTa-v2 and v3 (He et al. 2021; He, Gao and Chen 2023): BERT with attention to relative
/// positions, whose embeddings all layers share.
std::unique_ptr<TransformerBody> MakeDebertaBody(const model::hf::Config& config, bool bfloat16,
                                                 Parameters* parameters);

/// GPT-2 (Radford et al. 2019): normalised before every part, and each token sees only those before
/// it.
std::unique_ptr<TransformerBody> MakeGpt2Body(const model::hf::Config& config, bool bfloat16,
                                              Parameters* parameters);

/// Llama (Touvron et al. 2023): before every part the root mean square is normalised; rotary
/// positions, shared keys and values, gated feed-forward parts.
std::unique_ptr<TransformerBody> MakeLlamaBody(const model::hf::Config& config, bool bfloat16,
                                               Parameters* parameters);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_BODIES_H_
