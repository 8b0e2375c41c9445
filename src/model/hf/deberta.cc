#include "base/quote.h"
#include "model/hf/members.h"

namespace redquill::model::hf {
namespace {

// "p2c|c2p" or ["p2c", "c2p"].
void ReadAttentionTypes(Members& in, Disentangled* out) {
  if (!in.Has("pos_att_type")) return;
  const auto& json = in.json().at("pos_att_type");
  std::string types;
  if (json.is_string()) {
    types = in.Text("pos_att_type", "");
  } else if (json.is_array() && json.size() <= 4) {
    for (const auto& type : json) {
      if (!type.is_string()) return in.Wrong("pos_att_type", "must hold names");
      types += (types.empty() ? "" : "|") + type.get<std::string>();
    }
  } else {
    return in.Wrong("pos_att_type", "must be a string or a list of names");
  }
  for (size_t begin = 0; begin < types.size();) {
    const size_t end = std::min(types.find('|', begin), types.size());
    const std::string type = types.substr(begin, end - begin);
    if (type == "c2p") {
      out->content_to_position = true;
    } else if (type == "p2c") {
      out->position_to_content = true;
    } else {
      in.Unsupported("pos_att_type", Quoted(type) + " is not known; known are c2p and p2c");
    }
    begin = end + 1;
  }
}

}  // namespace

// Names and defaults of DebertaV2Config; DeBERTa-v3 uses this architecture too.
void ReadDeberta(Members& in, Config* config) {
  ReadEncoder(in, config);
  config->token_types = in.Size("type_vocab_size", 0, 1000, 0);
  config->norm_epsilon = in.Positive("layer_norm_eps", 1e-7);
  config->pooler_activation = in.Function("pooler_hidden_act", "gelu");
  config->position_table = in.Flag("position_biased_input", true);
  if (in.Size("pooler_hidden_size", 1, kMostWidth, config->hidden) != config->hidden) {
    in.Unsupported("pooler_hidden_size", "only the hidden size can be written");
  }
  if (in.Size("embedding_size", 1, kMostWidth, config->hidden) != config->hidden) {
    in.Unsupported("embedding_size", "only the hidden size can be written");
  }
  if (in.Size("attention_head_size", 1, kMostWidth, config->head_size) != config->head_size) {
    in.Unsupported("attention_head_size", "only hidden size / heads can be written");
  }
  if (in.Size("conv_kernel_size", 0, 100, 0) > 0) {
    in.Unsupported("conv_kernel_size",
                   "the convolution layer of the largest v2 models can't be "
                   "written; use a v3 model or a v2 model without it");
  }
  in.Insist("relative_attention", true, false, "only relative attention can be written");

  Disentangled& d = config->disentangled;
  ReadAttentionTypes(in, &d);
  const int64_t distance = in.Size("max_relative_positions", -1, 65'536, -1);
  d.max_distance = distance < 1 ? std::min<int64_t>(config->positions, 65'536) : distance;
  d.buckets = in.Size("position_buckets", -1, 65'536, -1);
  if (d.buckets < 1) d.buckets = 0;
  if (d.buckets == 1 || (d.buckets > 0 && d.max_distance - 1 <= d.buckets / 2)) {
    in.Unsupported("position_buckets",
                   "must be at least 2 and less than twice the longest distance");
  }
  d.share_key = in.Flag("share_att_key", false);
  const std::string norm = in.Text("norm_rel_ebd", "none");
  d.normalise = norm.find("layer_norm") != std::string::npos;
  if (!d.normalise && norm != "none") {
    in.Unsupported("norm_rel_ebd", Quoted(norm) + " is not known; known are none and layer_norm");
  }
}

}  // namespace redquill::model::hf
