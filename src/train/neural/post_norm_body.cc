#include "train/neural/post_norm_body.h"

#include "train/neural/bodies.h"

namespace redquill::train {
namespace {

constexpr const char* kTypes = "embeddings.token_type_embeddings.weight";
constexpr const char* kEmbeddingNorm = "embeddings.LayerNorm";

}  // namespace

void PostNormBody::Declare() {
  parameters_[words()] = at::empty({config_.vocabulary, config_.hidden});
  if (!positions().empty()) {
    parameters_[positions()] = at::empty({config_.positions, config_.hidden});
  }
  if (config_.token_types > 0) {
    parameters_[kTypes] = at::empty({config_.token_types, config_.hidden});
  }
  DeclareNorm(kEmbeddingNorm);
  for (int64_t i = 0; i < config_.layers; ++i) {
    const auto names = Names(i);
    for (const auto& name : {names.query, names.key, names.value, names.output}) {
      DeclareLinear(name, config_.hidden, config_.hidden);
    }
    DeclareLinear(names.up, config_.hidden, config_.intermediate);
    DeclareLinear(names.down, config_.intermediate, config_.hidden);
    DeclareNorm(names.attention_norm);
    DeclareNorm(names.output_norm);
  }
}

at::Tensor PostNormBody::Embed(std::span<const Reading> essays) const {
  at::Tensor x = WordsAndPositions(essays);
  if (config_.token_types > 0) x = x + At(kTypes)[0];
  return Normalise(x, kEmbeddingNorm);
}

at::Tensor PostNormBody::Attend(const at::Tensor& qkv, const EssayLengths& lengths, int64_t) const {
  return PackedAttention(qkv, lengths, {.heads = config_.heads});
}

at::Tensor PostNormBody::Layer(const at::Tensor& x, const EssayLengths& lengths,
                               int64_t layer) const {
  const auto names = Names(layer);
  const at::Tensor qkv = Linear(x, {names.query, names.key, names.value});
  const at::Tensor attended = Linear(Attend(qkv, lengths, layer), {names.output});
  const at::Tensor y = Normalise(x + attended, names.attention_norm);
  const at::Tensor up = Activate(Linear(y, {names.up}), config_.activation);
  return Normalise(y + Linear(up, {names.down}), names.output_norm);
}

std::unique_ptr<TransformerBody> MakePostNormBody(const model::hf::Config& config, bool bfloat16,
                                                  Parameters* parameters) {
  return std::make_unique<PostNormBody>(config, bfloat16, parameters);
}

}  // namespace redquill::train
