#include "train/neural/config_json.h"

#include <algorithm>
#include <string>

namespace redquill::train {
namespace {

using model::hf::Architecture;

nlohmann::json Gpt2(const TransformerShape& s) {
  return {{"n_embd", s.width},
          {"n_layer", s.layers},
          {"n_head", s.heads},
          {"n_positions", s.positions},
          {"activation_function", "gelu_new"},
          {"layer_norm_epsilon", 1e-5}};
}

nlohmann::json DistilBert(const TransformerShape& s) {
  return {{"dim", s.width},
          {"hidden_dim", 4 * s.width},
          {"n_layers", s.layers},
          {"n_heads", s.heads},
          {"max_position_embeddings", s.positions},
          {"sinusoidal_pos_embds", false},
          {"activation", "gelu"}};
}

// As DeBERTa-v3's, whose logarithmic buckets end at the distance 512, or later for longer texts.
nlohmann::json Deberta(const TransformerShape& s) {
  return {{"hidden_size", s.width},
          {"intermediate_size", 4 * s.width},
          {"num_hidden_layers", s.layers},
          {"num_attention_heads", s.heads},
          {"max_position_embeddings", std::max<int64_t>(512, s.positions)},
          {"relative_attention", true},
          {"position_buckets", 256},
          {"max_relative_positions", -1},
          {"pos_att_type", {"p2c", "c2p"}},
          {"share_att_key", true},
          {"norm_rel_ebd", "layer_norm"},
          {"position_biased_input", false},
          {"type_vocab_size", 0},
          {"pooler_hidden_size", s.width},
          {"pooler_hidden_act", "gelu"},
          {"pooler_dropout", 0},
          {"hidden_act", "gelu"},
          {"layer_norm_eps", 1e-7}};
}

// As Llama's: gated, so two thirds of four times as wide, rounded up to eights.
nlohmann::json Llama(const TransformerShape& s) {
  return {{"hidden_size", s.width},
          {"intermediate_size", (s.width * 8 / 3 + 7) / 8 * 8},
          {"num_hidden_layers", s.layers},
          {"num_attention_heads", s.heads},
          {"num_key_value_heads", s.heads},
          {"max_position_embeddings", s.positions},
          {"rope_theta", 10000.0},
          {"hidden_act", "silu"},
          {"rms_norm_eps", 1e-5}};
}

nlohmann::json Bert(const TransformerShape& s) {
  return {{"hidden_size", s.width},
          {"intermediate_size", 4 * s.width},
          {"num_hidden_layers", s.layers},
          {"num_attention_heads", s.heads},
          {"max_position_embeddings", s.positions},
          {"type_vocab_size", 2},
          {"hidden_act", "gelu"},
          {"layer_norm_eps", 1e-12}};
}

nlohmann::json Members(const TransformerShape& shape) {
  switch (shape.architecture) {
    case Architecture::kGpt2:
      return Gpt2(shape);
    case Architecture::kDistilBert:
      return DistilBert(shape);
    case Architecture::kDebertaV2:
      return Deberta(shape);
    case Architecture::kLlama:
      return Llama(shape);
    default:
      return Bert(shape);
  }
}

}  // namespace

nlohmann::json ConfigJson(const TransformerShape& shape) {
  nlohmann::json json = Members(shape);
  json["architectures"] = {BareClass(shape.architecture)};
  json["model_type"] = std::string(model::hf::NameOf(shape.architecture));
  json["vocab_size"] = shape.vocabulary;
  if (shape.pad_token >= 0) json["pad_token_id"] = shape.pad_token;
  return json;
}

const char* BareClass(Architecture architecture) {
  switch (architecture) {
    case Architecture::kBert:
      return "BertModel";
    case Architecture::kDistilBert:
      return "DistilBertModel";
    case Architecture::kRoberta:
      return "RobertaModel";
    case Architecture::kDebertaV2:
      return "DebertaV2Model";
    case Architecture::kGpt2:
      return "GPT2Model";
    case Architecture::kLlama:
      break;
  }
  return "LlamaModel";
}

void SetPositions(const model::hf::Config& had, int64_t positions, nlohmann::json* config) {
  // Unless it is said, DeBERTa's buckets end where the positions do.
  if (had.architecture == Architecture::kDebertaV2) {
    (*config)["max_relative_positions"] = had.disentangled.max_distance;
  }
  (*config)[config->contains("n_positions") ? "n_positions" : "max_position_embeddings"] =
      positions;
}

}  // namespace redquill::train
