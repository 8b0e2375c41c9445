#ifndef REDQUILL_MODEL_ONNX_BUILDER_H_
#define REDQUILL_MODEL_ONNX_BUILDER_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/onnx/graph.h"
#include "model/onnx/weights.h"

namespace redquill::model::onnx {

enum class Precision {
  kFp32,
  kInt8,  ///< Weights per output channel, activations per run ("dynamic"); fp32 between them.
  kFp16
};

/// "fp32", "int8", "fp16".
std::string_view NameOf(Precision precision);

enum class Operators {
  /// One essay a run, no mask; the fused operators that ONNX Runtime's CPU provider has
  /// (com.microsoft) and this program's own.
  kFused,
  /// ONNX's own operators alone, a batch with a mask: for CUDA, TensorRT and other runtimes.
  kStandard
};

std::string_view NameOf(Operators operators);

inline constexpr std::string_view kMicrosoft = "com.microsoft";
/// This program's own operators; docs/formats/operators.md.
inline constexpr std::string_view kRedquill = "redquill";

/// What every part of a graph is written with. Hidden states are [batch, length, hidden]; batch is
/// 1 with fused operators.
struct Builder {
  Graph& graph;
  Precision precision = Precision::kFp32;
  Operators operators = Operators::kFused;
  int64_t max_tokens = 0;
  Value ids;   ///< int32 [batch, length].
  Value mask;  ///< int32 [batch, length], 1 at real tokens; only with standard operators.

  bool fused() const { return operators == Operators::kFused; }

  /// A constant of the type that activations have.
  Value Constant(const Shape& shape, std::vector<float> values) const {
    return precision == Precision::kFp16 ? graph.Halves(shape, values)
                                         : graph.Floats(shape, std::move(values));
  }
  Value Scalar(float value) const { return Constant({}, {value}); }
  /// A vector along the last dimension; nothing for an empty one.
  Value Vector(const std::vector<float>& values) const {
    if (values.empty()) return {};
    return Constant({static_cast<int64_t>(values.size())}, values);
  }
  Element activation() const {
    return precision == Precision::kFp16 ? Element::kFloat16 : Element::kFloat;
  }
};

/// A linear layer's result whose bias is still to be added, because the next operator can add it
/// on its way. An empty bias: there is none, or it was added.
struct Projection {
  Value value;
  std::vector<float> bias;
};

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_BUILDER_H_
