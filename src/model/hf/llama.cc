#include "base/quote.h"
#include "model/hf/members.h"

namespace redquill::model::hf {
namespace {

void ReadScaling(Members& outer, Config* config) {
  const auto& json = outer.json().at("rope_scaling");
  if (!json.is_object()) return outer.Wrong("rope_scaling", "must be an object or null");
  Members in(json);
  const std::string type =
      in.Has("rope_type") ? in.Text("rope_type", "") : in.Text("type", "default");
  Rope& rope = config->rope;
  rope.theta = in.Positive("rope_theta", rope.theta);
  if (type == "linear") {
    rope.linear_factor = in.Positive("factor", 1);
  } else if (type == "llama3") {
    Rope::Llama3 scaling;
    scaling.factor = in.Positive("factor", scaling.factor);
    scaling.low_freq_factor = in.Positive("low_freq_factor", scaling.low_freq_factor);
    scaling.high_freq_factor = in.Positive("high_freq_factor", scaling.high_freq_factor);
    scaling.original_positions =
        static_cast<double>(in.Size("original_max_position_embeddings", 1, kMostPositions, 8192));
    if (scaling.low_freq_factor >= scaling.high_freq_factor) {
      in.Wrong("low_freq_factor", "must be below high_freq_factor");
    }
    rope.llama3 = scaling;
  } else if (type != "default") {
    in.Unsupported("rope_type", "the scaling " + Quoted(type) +
                                    " is not known; known are default, linear and llama3");
  }
  if (!in.fault()) return;
  if (in.fault()->code == Code::kUnsupported) {
    outer.Unsupported("rope_scaling", in.fault()->message);
  } else {
    outer.Wrong("rope_scaling", in.fault()->message);
  }
}

}  // namespace

// Names and defaults of LlamaConfig.
void ReadLlama(Members& in, Config* config) {
  config->hidden = in.Size("hidden_size", kMostWidth);
  config->layers = in.Size("num_hidden_layers", kMostLayers);
  config->heads = in.Size("num_attention_heads", kMostHeads);
  config->kv_heads = in.Size("num_key_value_heads", 1, kMostHeads, config->heads);
  const int64_t usual = config->hidden % config->heads ? 0 : config->hidden / config->heads;
  config->head_size = in.Size("head_dim", 1, kMostWidth, usual);
  config->intermediate = in.Size("intermediate_size", kMostWidth);
  config->positions = in.Size("max_position_embeddings", 1, kMostPositions, 2048);
  config->position_table = false;
  config->pad_token = in.Size("pad_token_id", -1, kMostVocabulary, -1);
  config->norm_epsilon = in.Positive("rms_norm_eps", 1e-6);
  config->activation = in.Function("hidden_act", "silu");
  config->attention_bias = in.Flag("attention_bias", false);
  config->mlp_bias = in.Flag("mlp_bias", false);
  config->rope.theta = in.Positive("rope_theta", 10000);
  if (config->head_size % 2) in.Wrong("head_dim", "must be even for rotary positions");
  if (in.Has("rope_scaling")) ReadScaling(in, config);
  if (in.Has("rope_parameters")) {
    in.Unsupported("rope_parameters",
                   "this newer form is not read; save the configuration with rope_theta and "
                   "rope_scaling");
  }
}

}  // namespace redquill::model::hf
