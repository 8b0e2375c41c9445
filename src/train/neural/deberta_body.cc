#include <algorithm>

#include "model/onnx/ops/disentangled.h"
#include "train/neural/bodies.h"
#include "train/neural/disentangled_attention.h"
#include "train/neural/post_norm_body.h"

namespace redquill::train {
namespace {

constexpr const char* kRelative = "encoder.rel_embeddings.weight";
constexpr const char* kRelativeNorm = "encoder.LayerNorm";

class DebertaBody final : public PostNormBody {
 public:
  using PostNormBody::PostNormBody;

  void Declare() override {
    PostNormBody::Declare();
    const auto& d = config_.disentangled;
    if (Terms(0).empty()) return;
    parameters_[kRelative] = at::empty({2 * d.span(), config_.hidden});
    if (d.normalise) DeclareNorm(kRelativeNorm);
    for (int64_t i = 0; i < config_.layers && !d.share_key; ++i) {
      for (const std::string& name : Terms(i)) DeclareLinear(name, config_.hidden, config_.hidden);
    }
  }

  std::string prefix() const override { return "deberta."; }

 protected:
  at::Tensor Attend(const at::Tensor& qkv, const EssayLengths& lengths,
                    int64_t layer) const override {
    const auto terms = Terms(layer);
    if (terms.empty()) return PostNormBody::Attend(qkv, lengths, layer);
    const auto& d = config_.disentangled;
    const at::Tensor relative =
        d.normalise ? Normalise(At(kRelative), kRelativeNorm) : At(kRelative);
    const int64_t longest = *std::max_element(lengths.begin(), lengths.end());
    return DisentangledAttention(qkv, Linear(relative, terms), lengths,
                                 {.heads = config_.heads,
                                  .content_to_position = d.content_to_position,
                                  .position_to_content = d.position_to_content,
                                  .rows = model::onnx::RelativeRows(d, longest)});
  }

 private:
  // The projections that make keys and queries of the relative embeddings.
  std::vector<std::string> Terms(int64_t layer) const {
    const auto& d = config_.disentangled;
    const auto names = Names(layer);
    const std::string self = names.key.substr(0, names.key.rfind('.') + 1);
    std::vector<std::string> terms;
    if (d.content_to_position) terms.push_back(d.share_key ? names.key : self + "pos_key_proj");
    if (d.position_to_content) terms.push_back(d.share_key ? names.query : self + "pos_query_proj");
    return terms;
  }
};

}  // namespace

std::unique_ptr<TransformerBody> MakeDebertaBody(const model::hf::Config& config, bool bfloat16,
                                                 Parameters* parameters) {
  return std::make_unique<DebertaBody>(config, bfloat16, parameters);
}

}  // namespace redquill::train
