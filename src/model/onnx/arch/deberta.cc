#include <cmath>

#include "model/onnx/arch/bert_parts.h"
#include "model/onnx/ops/disentangled.h"
#include "model/onnx/ops/embedding.h"
#include "model/onnx/ops/linear.h"
#include "model/onnx/ops/norm.h"

namespace redquill::model::onnx {
namespace {

// Scores are divided by the root of the head's size times the number of terms in them.
float ScoreScale(const hf::Config& config) {
  const hf::Disentangled& d = config.disentangled;
  const int terms = 1 + (d.content_to_position ? 1 : 0) + (d.position_to_content ? 1 : 0);
  return static_cast<float>(1 / std::sqrt(static_cast<double>(config.head_size * terms)));
}

Value EmbedTokens(const Context& c, const std::string& embeddings) {
  const hf::Config& config = c.config;
  Value x = Embed(
      c.b,
      c.weights.Take(embeddings + "word_embeddings.weight", {config.vocabulary, config.hidden}),
      config.vocabulary, config.hidden);
  std::vector<float> constant = TakeConstantEmbedding(c, embeddings);
  if (config.position_table) {
    const Value rows = FirstRows(c.b, std::move(constant), config.positions, config.hidden);
    x = c.b.graph.Op("Add", {x, rows});
  } else if (!constant.empty()) {
    x = c.b.graph.Op("Add", {x, c.b.Vector(constant)});
  }
  return Normalise(
      c.b, x, c.weights.TakeNorm(embeddings + "LayerNorm", config.hidden, config.norm_epsilon));
}

std::vector<float> TakeRelativeEmbeddings(const Context& c, const std::string& prefix) {
  const hf::Disentangled& d = c.config.disentangled;
  if (!d.content_to_position && !d.position_to_content) return {};
  std::vector<float> rows =
      c.weights.Take(prefix + "encoder.rel_embeddings.weight", {2 * d.span(), c.config.hidden});
  if (!d.normalise) return rows;
  return ApplyNorm(
      std::move(rows), c.config.hidden,
      c.weights.TakeNorm(prefix + "encoder.LayerNorm", c.config.hidden, c.config.norm_epsilon));
}

RelativeTerms MakeTerms(const Context& c, const std::string& layer,
                        const std::vector<float>& relative, float scale) {
  const hf::Disentangled& d = c.config.disentangled;
  const std::string self = layer + ".attention.self.";
  const int64_t wide = c.config.heads * c.config.head_size;
  const auto project = [&](const std::string& shared, const std::string& own) {
    const Linear linear =
        c.weights.TakeLinear(self + (d.share_key ? shared : own), c.config.hidden, wide);
    return Apply(relative, 2 * d.span(), linear);
  };
  RelativeTerms terms;
  if (d.content_to_position) terms.key = project("key_proj", "pos_key_proj");
  if (d.position_to_content) {
    terms.query = project("query_proj", "pos_query_proj");
    for (float& v : terms.query) v *= scale;
  }
  return terms;
}

}  // namespace

Value WriteDeberta(const Context& c) {
  const std::string prefix = c.Prefix("deberta.", "embeddings.word_embeddings.weight");
  const hf::Config& config = c.config;
  c.b.graph.Scope("embeddings");
  Value x = EmbedTokens(c, prefix + "embeddings.");
  const std::vector<float> relative = TakeRelativeEmbeddings(c, prefix);
  const Sight sight = See(c.b, false);
  const RelativePositions positions = MakeRelativePositions(c.b, config.disentangled);
  const float scale = ScoreScale(config);
  for (int64_t i = 0; i < config.layers; ++i) {
    const std::string layer = prefix + "encoder.layer." + std::to_string(i);
    c.b.graph.Scope("layer." + std::to_string(i));
    const RelativeTerms terms = MakeTerms(c, layer, relative, scale);
    const Attention attention = [&](const Attended& in) {
      return AttendDisentangled(c.b, config.heads, config.head_size, positions, sight.bias,
                                {in.query, in.key, in.value, terms, in.one_query});
    };
    x = EncoderLayer(c, x, hf::LayerNames(c.config.architecture, prefix, i), scale, attention,
                     c.one_row() && i + 1 == config.layers);
  }
  return x;
}

}  // namespace redquill::model::onnx
