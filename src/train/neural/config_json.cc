#include "train/neural/config_json.h"

#include <string>

namespace redquill::train {
namespace {

using model::hf::Architecture;

nlohmann::json Gpt2(const TransformerShape& s) {
  return {{"architectures", {"GPT2Model"}},
          {"n_embd", s.width},
          {"n_layer", s.layers},
          {"n_head", s.heads},
          {"n_positions", s.positions},
          {"activation_function", "gelu_new"},
          {"layer_norm_epsilon", 1e-5}};
}

nlohmann::json DistilBert(const TransformerShape& s) {
  return {{"architectures", {"DistilBertModel"}},
          {"dim", s.width},
          {"hidden_dim", 4 * s.width},
          {"n_layers", s.layers},
          {"n_heads", s.heads},
          {"max_position_embeddings", s.positions},
          {"sinusoidal_pos_embds", false},
          {"activation", "gelu"}};
}

nlohmann::json Bert(const TransformerShape& s) {
  return {{"architectures", {"BertModel"}},
          {"hidden_size", s.width},
          {"intermediate_size", 4 * s.width},
          {"num_hidden_layers", s.layers},
          {"num_attention_heads", s.heads},
          {"max_position_embeddings", s.positions},
          {"type_vocab_size", 2},
          {"hidden_act", "gelu"},
          {"layer_norm_eps", 1e-12}};
}

}  // namespace

nlohmann::json ConfigJson(const TransformerShape& shape) {
  nlohmann::json json = shape.architecture == Architecture::kGpt2         ? Gpt2(shape)
                        : shape.architecture == Architecture::kDistilBert ? DistilBert(shape)
                                                                          : Bert(shape);
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

void SetPositions(int64_t positions, nlohmann::json* config) {
  (*config)[config->contains("n_positions") ? "n_positions" : "max_position_embeddings"] =
      positions;
}

}  // namespace redquill::train
