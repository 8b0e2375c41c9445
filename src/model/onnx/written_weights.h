#ifndef REDQUILL_MODEL_ONNX_WRITTEN_WEIGHTS_H_
#define REDQUILL_MODEL_ONNX_WRITTEN_WEIGHTS_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/hf/config.h"
#include "model/tensor.h"

namespace redquill::model::onnx {

/// The weights of a model that WriteModel wrote, by the names that a bare checkpoint gives them, so
/// that a package can be trained on from: bytes become floats again (they are what the model
/// computes with), and a BERT's table of token types, which was added to its positions, is zero. A
/// linear head behind the pooled states is head.weight [scores, width] and head.bias [scores];
/// another head is left out. Const; safe to read from many threads.
class WrittenWeights final : public TensorSource {
 public:
  /// `onnx`: a BERT, DistilBERT or GPT-2 with fused operators, in fp32 or int8, whose metadata has
  /// its configuration (WriteOptions::config). kUnsupported where it isn't that; kCorrupt where the
  /// constants are not those that such a model has; kInvalidArgument for a configuration that
  /// hf::ReadConfig refuses. Nothing is allocated by a claimed size that the bytes don't bear out.
  static Result<std::unique_ptr<WrittenWeights>> Read(std::string_view onnx);

  const std::string& config_json() const { return config_json_; }
  const hf::Config& config() const { return config_; }

  const TensorView* Find(std::string_view name) const override;
  std::vector<std::string> Names() const override;

 private:
  struct Tensor {
    std::vector<float> values;
    TensorView view;
  };

  WrittenWeights() = default;

  std::string config_json_;
  hf::Config config_;
  std::map<std::string, Tensor, std::less<>> tensors_;
};

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_WRITTEN_WEIGHTS_H_
