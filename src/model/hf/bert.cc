#include "model/hf/members.h"

namespace redquill::model::hf {

// Names and defaults of BertConfig.
void ReadEncoder(Members& in, Config* config) {
  config->hidden = in.Size("hidden_size", kMostWidth);
  config->layers = in.Size("num_hidden_layers", kMostLayers);
  config->heads = config->kv_heads = in.Size("num_attention_heads", kMostHeads);
  config->head_size = config->hidden % config->heads ? 0 : config->hidden / config->heads;
  config->intermediate = in.Size("intermediate_size", kMostWidth);
  config->positions = in.Size("max_position_embeddings", kMostPositions);
  config->pad_token = in.Size("pad_token_id", -1, kMostVocabulary, 0);
  config->norm_epsilon = in.Positive("layer_norm_eps", 1e-12);
  config->activation = in.Function("hidden_act", "gelu");
  if (in.Text("position_embedding_type", "absolute") != "absolute") {
    in.Unsupported("position_embedding_type", "only absolute positions can be written");
  }
  in.Insist("is_decoder", false, false, "a decoder of this architecture can't be written");
}

void ReadBert(Members& in, Config* config) {
  ReadEncoder(in, config);
  config->token_types = in.Size("type_vocab_size", 1, 1000, 2);
}

}  // namespace redquill::model::hf
