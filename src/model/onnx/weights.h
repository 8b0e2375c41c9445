#ifndef REDQUILL_MODEL_ONNX_WEIGHTS_H_
#define REDQUILL_MODEL_ONNX_WEIGHTS_H_

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "model/tensor.h"

namespace redquill::model::onnx {

/// A row-major [rows, columns] matrix as [columns, rows]; empty stays empty.
std::vector<float> Transposed(const std::vector<float>& matrix, int64_t rows, int64_t columns);

/// A linear layer: y = x W + bias, W row-major [in, out].
struct Linear {
  std::string name;
  int64_t in = 0, out = 0;
  std::vector<float> weight;
  std::vector<float> bias;  ///< Empty: none.
};

/// Scale and shift of a normalisation.
struct Norm {
  std::vector<float> gamma;
  std::vector<float> beta;  ///< Empty: none (RMSNorm).
  double epsilon = 1e-12;
};

/// Takes tensors by name and shape from a source and keeps account: what was missing or had another
/// shape, and what nobody took. A fault gives back an empty vector and writing goes on, so that
/// one answer names everything that is wrong.
class Weights {
 public:
  /// `taken` is called after each tensor that is taken, with how many were.
  explicit Weights(const TensorSource& source, std::function<void(uint64_t)> taken = {})
      : source_(source), on_taken_(std::move(taken)) {}

  bool Has(std::string_view name) const { return source_.Find(name) != nullptr; }

  /// The elements as floats, row-major.
  std::vector<float> Take(const std::string& name, const Shape& shape);
  /// The first name that is there; for tensors that went by several names.
  std::vector<float> TakeAny(std::initializer_list<std::string> names, const Shape& shape);

  enum class Layout { kOutIn, kInOut };  ///< How the checkpoint stores a linear layer's weight.
  /// NAME.weight and NAME.bias.
  Linear TakeLinear(const std::string& name, int64_t in, int64_t out, bool bias = true,
                    Layout layout = Layout::kOutIn);
  /// NAME.weight and NAME.bias, or the older NAME.gamma and NAME.beta.
  Norm TakeNorm(const std::string& name, int64_t size, double epsilon, bool shift = true);

  /// kInvalidArgument naming every tensor that is missing or has another shape, or holds a type
  /// that weights can't have.
  Result<void> Check() const;

  /// Tensors that nothing took, in byte order.
  std::vector<std::string> Left() const;

 private:
  const TensorSource& source_;
  std::function<void(uint64_t)> on_taken_;
  std::set<std::string> taken_;
  std::vector<std::string> missing_, wrong_;
};

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_WEIGHTS_H_
