#ifndef REDQUILL_MODEL_ONNX_QUANTIZE_H_
#define REDQUILL_MODEL_ONNX_QUANTIZE_H_

#include <cstdint>
#include <vector>

namespace redquill::model::onnx {

/// A matrix as signed bytes: value = scale * byte, symmetric, bytes in [-127, 127].
struct Quantized {
  std::vector<int8_t> bytes;
  std::vector<float> scale;
};

/// One scale a column of a row-major [rows, columns] matrix: the outputs of x W each have their
/// own.
Quantized QuantizeColumns(const std::vector<float>& matrix, int64_t rows, int64_t columns);

/// One scale a row: the rows of an embedding table.
Quantized QuantizeRows(const std::vector<float>& matrix, int64_t rows, int64_t columns);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_QUANTIZE_H_
