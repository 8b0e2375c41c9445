#include "model/onnx/weights.h"

#include "base/quote.h"
#include "model/hf/name_list.h"

namespace redquill::model::onnx {

std::vector<float> Transposed(const std::vector<float>& matrix, int64_t rows, int64_t columns) {
  std::vector<float> turned(matrix.size());
  constexpr int64_t kBlock = 64;  // Both sides of a block stay in the cache.
  for (int64_t r0 = 0; r0 < rows && !matrix.empty(); r0 += kBlock) {
    for (int64_t c0 = 0; c0 < columns; c0 += kBlock) {
      for (int64_t r = r0; r < std::min(rows, r0 + kBlock); ++r) {
        for (int64_t c = c0; c < std::min(columns, c0 + kBlock); ++c) {
          turned[static_cast<size_t>(c * rows + r)] = matrix[static_cast<size_t>(r * columns + c)];
        }
      }
    }
  }
  return turned;
}

std::vector<float> Weights::Take(const std::string& name, const Shape& shape) {
  return TakeAny({name}, shape);
}

std::vector<float> Weights::TakeAny(std::initializer_list<std::string> names, const Shape& shape) {
  for (const std::string& name : names) {
    const TensorView* tensor = source_.Find(name);
    if (tensor == nullptr) continue;
    taken_.insert(name);
    if (on_taken_) on_taken_(taken_.size());
    const DType t = tensor->dtype;
    if (t != DType::kF32 && t != DType::kF16 && t != DType::kBF16 && t != DType::kF64) {
      wrong_.push_back(Quoted(name) + " holds " + std::string(NameOf(t)) + ", no floats");
      return {};
    }
    if (tensor->shape != shape) {
      wrong_.push_back(Quoted(name) + " is " + ToString(tensor->shape) +
                       " where config.json needs " + ToString(shape));
      return {};
    }
    return ToFloats(*tensor);
  }
  missing_.push_back(*names.begin());
  return {};
}

Linear Weights::TakeLinear(const std::string& name, int64_t in, int64_t out, bool bias,
                           Layout layout) {
  Linear linear{name, in, out, {}, {}};
  if (layout == Layout::kInOut) {
    linear.weight = Take(name + ".weight", {in, out});
  } else {
    linear.weight = Transposed(Take(name + ".weight", {out, in}), out, in);
  }
  if (bias) linear.bias = Take(name + ".bias", {out});
  return linear;
}

Norm Weights::TakeNorm(const std::string& name, int64_t size, double epsilon, bool shift) {
  Norm norm;
  norm.epsilon = epsilon;
  norm.gamma = TakeAny({name + ".weight", name + ".gamma"}, {size});
  if (shift) norm.beta = TakeAny({name + ".bias", name + ".beta"}, {size});
  return norm;
}

Result<void> Weights::Check() const {
  if (missing_.empty() && wrong_.empty()) return {};
  std::string message;
  if (!missing_.empty()) message = "tensors are missing: " + hf::NameList(missing_);
  for (size_t i = 0; i < wrong_.size() && i < 20; ++i) {
    message += (message.empty() ? "" : "; ") + wrong_[i];
  }
  if (wrong_.size() > 20) message += " and " + std::to_string(wrong_.size() - 20) + " more";
  return Fail(Code::kInvalidArgument, message);
}

std::vector<std::string> Weights::Left() const {
  std::vector<std::string> left;
  for (std::string& name : source_.Names()) {
    if (!taken_.contains(name)) left.push_back(std::move(name));
  }
  return left;
}

}  // namespace redquill::model::onnx
