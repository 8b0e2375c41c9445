#include "model/hf/members.h"

namespace redquill::model::hf {

// Names and defaults of DistilBertConfig. Sinusoidal positions are stored as a table like learned
// ones, so sinusoidal_pos_embds makes no difference here.
void ReadDistilBert(Members& in, Config* config) {
  config->hidden = in.Size("dim", kMostWidth);
  config->layers = in.Size("n_layers", kMostLayers);
  config->heads = config->kv_heads = in.Size("n_heads", kMostHeads);
  config->head_size = config->hidden % config->heads ? 0 : config->hidden / config->heads;
  config->intermediate = in.Size("hidden_dim", kMostWidth);
  config->positions = in.Size("max_position_embeddings", 1, kMostPositions, 512);
  config->pad_token = in.Size("pad_token_id", -1, kMostVocabulary, 0);
  config->norm_epsilon = 1e-12;
  config->activation = in.Function("activation", "gelu");
}

}  // namespace redquill::model::hf
