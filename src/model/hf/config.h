#ifndef REDQUILL_MODEL_HF_CONFIG_H_
#define REDQUILL_MODEL_HF_CONFIG_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace redquill::model::hf {

/// The architectures that can be imported.
enum class Architecture { kBert, kDistilBert, kRoberta, kDebertaV2, kGpt2, kLlama };

/// "bert", "distilbert", "roberta", "deberta-v2", "gpt2", "llama": as config.json says it under
/// model_type, and as the package's manifest does.
std::string_view NameOf(Architecture architecture);

enum class Activation { kGelu, kGeluTanh, kRelu, kSilu, kTanh };

/// Rotary position embeddings (Su et al. 2021).
struct Rope {
  double theta = 10000;
  double linear_factor = 1;  ///< Positions are divided by it ("linear" scaling).
  /// Llama 3.1's scaling by wavelength: below original / high_freq_factor a frequency stays, above
  /// original / low_freq_factor it is divided by factor, between the two it is interpolated.
  struct Llama3 {
    double factor = 8, low_freq_factor = 1, high_freq_factor = 4, original_positions = 8192;
  };
  std::optional<Llama3> llama3 = std::nullopt;
};

/// Disentangled attention (He et al. 2021): content and relative position attend to one another.
struct Disentangled {
  int64_t buckets = 0;       ///< Of distances, each way (position_buckets); 0: one a distance.
  int64_t max_distance = 0;  ///< Where the logarithmic buckets end.
  bool content_to_position = false, position_to_content = false;
  bool share_key = false;  ///< Positions use the content's query and key projections.
  bool normalise = false;  ///< LayerNorm over the relative embeddings.

  /// Relative embeddings each way; the table has twice as many rows.
  int64_t span() const { return buckets > 0 ? buckets : max_distance; }
};

/// The shape of a transformer and of its head, as config.json gives it. A plain value.
struct Config {
  Architecture architecture = Architecture::kBert;
  int64_t vocabulary = 0;  ///< Rows of the token embedding.
  int64_t hidden = 0;      ///< Width of the residual stream.
  int64_t layers = 0;
  int64_t heads = 0;
  int64_t kv_heads = 0;  ///< Llama: key and value heads; elsewhere = heads.
  int64_t head_size = 0;
  int64_t intermediate = 0;  ///< Width of the feed-forward part.
  int64_t positions = 0;  ///< Rows of the position table; the trained length where there is none.
  int64_t position_offset = 0;  ///< RoBERTa: the first token's row in the position table.
  int64_t token_types = 0;      ///< Rows of the token type table; 0: none.
  int64_t pad_token = -1;       ///< -1: none.
  double norm_epsilon = 1e-12;
  Activation activation = Activation::kGelu;
  Activation pooler_activation = Activation::kTanh;  ///< BERT's, RoBERTa's and DeBERTa's heads.
  bool attention_bias = true;   ///< Llama: biases on the attention's projections.
  bool mlp_bias = true;         ///< Llama: biases in the feed-forward part.
  bool position_table = true;   ///< Learned absolute positions are added to the token embeddings.
  bool scale_by_layer = false;  ///< GPT-2: scores are divided by the layer's number too.
  Rope rope;
  Disentangled disentangled;

  /// The class that the checkpoint was saved from has a sequence classification head.
  bool classifier = false;
  int64_t labels = 0;                    ///< Of that head; 1 is a regression.
  std::vector<std::string> label_names;  ///< id2label, in order; empty if not given.
  /// "regression", "single_label_classification", "multi_label_classification", or "".
  std::string problem_type;

  /// Longest input in tokens, special tokens included.
  int64_t max_tokens() const { return positions - (position_table ? position_offset : 0); }
};

/// Reads config.json. kInvalidArgument names the member that is missing or out of its bounds;
/// kUnsupported names an architecture or a variant that can't be written exactly (with the list of
/// those that can): nothing is approximated.
Result<Config> ReadConfig(std::string_view json);

}  // namespace redquill::model::hf

#endif  // REDQUILL_MODEL_HF_CONFIG_H_
