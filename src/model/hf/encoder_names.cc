#include "model/hf/encoder_names.h"

namespace redquill::model::hf {

EncoderNames LayerNames(Architecture architecture, const std::string& prefix, int64_t layer) {
  if (architecture == Architecture::kDistilBert) {
    const std::string l = prefix + "transformer.layer." + std::to_string(layer);
    return {l + ".attention.q_lin",   l + ".attention.k_lin",  l + ".attention.v_lin",
            l + ".attention.out_lin", l + ".sa_layer_norm",    l + ".ffn.lin1",
            l + ".ffn.lin2",          l + ".output_layer_norm"};
  }
  const std::string l = prefix + "encoder.layer." + std::to_string(layer);
  const std::string projection = architecture == Architecture::kDebertaV2 ? "_proj" : "";
  return {l + ".attention.self.query" + projection,
          l + ".attention.self.key" + projection,
          l + ".attention.self.value" + projection,
          l + ".attention.output.dense",
          l + ".attention.output.LayerNorm",
          l + ".intermediate.dense",
          l + ".output.dense",
          l + ".output.LayerNorm"};
}

}  // namespace redquill::model::hf
