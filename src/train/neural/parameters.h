#ifndef REDQUILL_TRAIN_NEURAL_PARAMETERS_H_
#define REDQUILL_TRAIN_NEURAL_PARAMETERS_H_

#include <ATen/ATen.h>

#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/safetensors_writer.h"
#include "model/tensor.h"

namespace redquill::train {

/// A network's tensors by name, as checkpoints name them; float, contiguous, on the CPU. In byte
/// order of the names, so that everything done to all of them has one order.
using Parameters = std::map<std::string, at::Tensor>;

/// Copies that share no memory and take no part in differentiation.
Parameters Copy(const Parameters& from);

/// Puts the numbers of `from` into the tensors of `to`, which has the same names and shapes.
void Assign(const Parameters& from, Parameters* to);

/// Reads the tensors of `to` from `source`, under `prefix` + name. kCorrupt where one is missing or
/// has another shape.
Result<void> Load(const model::TensorSource& source, const std::string& prefix, Parameters* to);

/// The same where `source` has every one of them in its shape; else leaves all as they are.
bool LoadIfWhole(const model::TensorSource& source, const std::string& prefix, Parameters* to);

/// Adds every tensor to a safetensors file, under `prefix` + name.
void Save(const Parameters& from, const std::string& prefix, model::SafetensorsWriter* writer);

/// Parameters as a source of tensors, for the ONNX writer. Shares their memory.
class ParameterSource final : public model::TensorSource {
 public:
  explicit ParameterSource(const Parameters& parameters);
  const model::TensorView* Find(std::string_view name) const override;
  std::vector<std::string> Names() const override;

 private:
  Parameters kept_;
  std::map<std::string, model::TensorView, std::less<>> views_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_PARAMETERS_H_
