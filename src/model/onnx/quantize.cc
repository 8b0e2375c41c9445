#include "model/onnx/quantize.h"

#include <algorithm>
#include <cmath>

namespace redquill::model::onnx {
namespace {

// `scale_of` maps a row and a column to the index of their scale.
template <typename Index>
Quantized Quantize(const std::vector<float>& matrix, int64_t rows, int64_t columns, int64_t scales,
                   Index scale_of) {
  Quantized q;
  if (matrix.empty()) return q;
  q.scale.assign(static_cast<size_t>(scales), 0.0f);
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < columns; ++c) {
      float& largest = q.scale[static_cast<size_t>(scale_of(r, c))];
      largest = std::max(largest, std::fabs(matrix[static_cast<size_t>(r * columns + c)]));
    }
  }
  // A row or column of zeros: any scale stands for it.
  for (float& scale : q.scale) scale = scale > 0 ? scale / 127.0f : 1.0f;
  q.bytes.resize(matrix.size());
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < columns; ++c) {
      const size_t at = static_cast<size_t>(r * columns + c);
      const float steps = matrix[at] / q.scale[static_cast<size_t>(scale_of(r, c))];
      q.bytes[at] = static_cast<int8_t>(std::clamp(std::nearbyint(steps), -127.0f, 127.0f));
    }
  }
  return q;
}

}  // namespace

Quantized QuantizeColumns(const std::vector<float>& matrix, int64_t rows, int64_t columns) {
  return Quantize(matrix, rows, columns, columns, [](int64_t, int64_t c) { return c; });
}

Quantized QuantizeRows(const std::vector<float>& matrix, int64_t rows, int64_t columns) {
  return Quantize(matrix, rows, columns, rows, [](int64_t r, int64_t) { return r; });
}

}  // namespace redquill::model::onnx
