#include "model/onnx/arch/bert_parts.h"
#include "model/onnx/ops/embedding.h"
#include "model/onnx/ops/norm.h"

namespace redquill::model::onnx {

Value WriteRoberta(const Context& c) {
  const std::string prefix = c.Prefix("roberta.", "embeddings.word_embeddings.weight");
  const std::string embeddings = prefix + "embeddings.";
  const hf::Config& config = c.config;
  c.b.graph.Scope("embeddings");
  const Value words = Embed(
      c.b,
      c.weights.Take(embeddings + "word_embeddings.weight", {config.vocabulary, config.hidden}),
      config.vocabulary, config.hidden);
  const Value positions =
      EmbedPositions(c.b, PositionsBehindPadding(c.b, config.pad_token),
                     TakeConstantEmbedding(c, embeddings), config.positions, config.hidden);
  const Norm norm =
      c.weights.TakeNorm(embeddings + "LayerNorm", config.hidden, config.norm_epsilon);
  return BertEncoder(c, Normalise(c.b, c.b.graph.Op("Add", {words, positions}), norm), prefix);
}

}  // namespace redquill::model::onnx
