#include "model/onnx/ops/ordinal.h"

namespace redquill::model::onnx {

Value ExpectedLevel(const Builder& b, const Value& x, const std::string& name, int64_t width,
                    const std::vector<float>& levels, Weights* weights) {
  Graph& g = b.graph;
  const auto steps = static_cast<int64_t>(levels.size()) - 1;
  const Value weight = b.Constant({width, 1}, weights->Take(name + ".weight", {1, width}));
  const Value bias = b.Constant({steps}, weights->Take(name + ".bias", {steps}));
  const Value passed = g.Op("Sigmoid", {g.Op("Add", {g.Op("MatMul", {x, weight}), bias})});
  std::vector<float> heights;
  for (size_t k = 1; k < levels.size(); ++k) heights.push_back(levels[k] - levels[k - 1]);
  const Value climbed = g.Op("MatMul", {passed, b.Constant({steps, 1}, heights)});
  return g.Op("Add", {climbed, b.Scalar(levels.front())});
}

}  // namespace redquill::model::onnx
