#include "model/onnx/arch/arch.h"
#include "model/onnx/ops/activation.h"
#include "model/onnx/ops/linear.h"

namespace redquill::model::onnx {
namespace {

// Two layers with a function between them.
Value TwoLayers(const Context& c, const Value& row, const std::string& first,
                hf::Activation function, const std::string& second) {
  const int64_t hidden = c.config.hidden;
  const Value inner = Activate(
      c.b, {ProjectFully(c.b, row, c.weights.TakeLinear(first, hidden, hidden)), {}}, function);
  return ProjectFully(c.b, inner, c.weights.TakeLinear(second, hidden, c.config.labels));
}

}  // namespace

Value WriteHead(const Context& c, const Value& row) {
  const hf::Config& config = c.config;
  switch (config.architecture) {
    case hf::Architecture::kBert:
      return TwoLayers(c, row, "bert.pooler.dense", hf::Activation::kTanh, "classifier");
    case hf::Architecture::kDistilBert:
      return TwoLayers(c, row, "pre_classifier", hf::Activation::kRelu, "classifier");
    case hf::Architecture::kRoberta:
      return TwoLayers(c, row, "classifier.dense", hf::Activation::kTanh, "classifier.out_proj");
    case hf::Architecture::kDebertaV2:
      return TwoLayers(c, row, "pooler.dense", config.pooler_activation, "classifier");
    case hf::Architecture::kGpt2:
    case hf::Architecture::kLlama:
      break;
  }
  return ProjectFully(c.b, row, c.weights.TakeLinear("score", config.hidden, config.labels, false));
}

}  // namespace redquill::model::onnx
