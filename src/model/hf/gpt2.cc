#include "model/hf/members.h"

namespace redquill::model::hf {

// Names and defaults of GPT2Config.
void ReadGpt2(Members& in, Config* config) {
  config->hidden = in.Size("n_embd", kMostWidth);
  config->layers = in.Size("n_layer", kMostLayers);
  config->heads = config->kv_heads = in.Size("n_head", kMostHeads);
  config->head_size = config->hidden % config->heads ? 0 : config->hidden / config->heads;
  config->intermediate = in.Size("n_inner", 1, kMostWidth, 4 * config->hidden);
  config->positions = in.Has("n_positions") ? in.Size("n_positions", kMostPositions)
                                            : in.Size("n_ctx", kMostPositions);
  config->pad_token = in.Size("pad_token_id", -1, kMostVocabulary, -1);
  config->norm_epsilon = in.Positive("layer_norm_epsilon", 1e-5);
  config->activation = in.Function("activation_function", "gelu_new");
  config->scale_by_layer = in.Flag("scale_attn_by_inverse_layer_idx", false);
  in.Insist("scale_attn_weights", true, true, "unscaled attention can't be written");
  in.Insist("add_cross_attention", false, false, "cross-attention can't be written");
  // reorder_and_upcast_attn changes only where a half-precision run rounds; fp32 is the same.
}

}  // namespace redquill::model::hf
