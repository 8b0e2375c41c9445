#include "model/hf/encoder_names.h"
#include "train/neural/bodies.h"

namespace redquill::train {
namespace {

constexpr const char* kTypes = "embeddings.token_type_embeddings.weight";
constexpr const char* kEmbeddingNorm = "embeddings.LayerNorm";

class PostNormBody final : public TransformerBody {
 public:
  PostNormBody(const model::hf::Config& config, bool bfloat16, Parameters* parameters)
      : TransformerBody(config, bfloat16, parameters) {}

  void Declare() override {
    parameters_[words()] = at::empty({config_.vocabulary, config_.hidden});
    parameters_[positions()] = at::empty({config_.positions, config_.hidden});
    if (config_.token_types > 0) {
      parameters_[kTypes] = at::empty({config_.token_types, config_.hidden});
    }
    DeclareNorm(kEmbeddingNorm);
    for (int64_t i = 0; i < config_.layers; ++i) {
      const auto names = model::hf::LayerNames(config_.architecture, "", i);
      for (const auto& name : {names.query, names.key, names.value, names.output}) {
        DeclareLinear(name, config_.hidden, config_.hidden);
      }
      DeclareLinear(names.up, config_.hidden, config_.intermediate);
      DeclareLinear(names.down, config_.intermediate, config_.hidden);
      DeclareNorm(names.attention_norm);
      DeclareNorm(names.output_norm);
    }
  }

  at::Tensor Embed(std::span<const Reading> essays) const override {
    at::Tensor x = WordsAndPositions(essays);
    if (config_.token_types > 0) x = x + At(kTypes)[0];
    return Normalise(x, kEmbeddingNorm);
  }

  at::Tensor Layer(const at::Tensor& x, const EssayLengths& lengths, int64_t layer) const override {
    const auto names = model::hf::LayerNames(config_.architecture, "", layer);
    const at::Tensor qkv = Linear(x, {names.query, names.key, names.value});
    const at::Tensor attended =
        Linear(PackedAttention(qkv, lengths, {.heads = config_.heads}), {names.output});
    const at::Tensor y = Normalise(x + attended, names.attention_norm);
    const at::Tensor up = Activate(Linear(y, {names.up}), config_.activation);
    return Normalise(y + Linear(up, {names.down}), names.output_norm);
  }

  std::string prefix() const override {
    return std::string(model::hf::NameOf(config_.architecture)) + ".";
  }
  std::string words() const override { return "embeddings.word_embeddings.weight"; }
  std::string positions() const override { return "embeddings.position_embeddings.weight"; }
};

}  // namespace

std::unique_ptr<TransformerBody> MakePostNormBody(const model::hf::Config& config, bool bfloat16,
                                                  Parameters* parameters) {
  return std::make_unique<PostNormBody>(config, bfloat16, parameters);
}

}  // namespace redquill::train
