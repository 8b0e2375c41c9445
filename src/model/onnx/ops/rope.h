#ifndef REDQUILL_MODEL_ONNX_OPS_ROPE_H_
#define REDQUILL_MODEL_ONNX_OPS_ROPE_H_

#include <vector>

#include "model/hf/config.h"
#include "model/onnx/builder.h"

namespace redquill::model::onnx {

/// The angular frequencies of rotary positions, one for each pair of a head's `size` elements:
/// theta^(-2i / size), scaled as the configuration says (linear, or by wavelength as Llama 3.1
/// does: Dubey et al. 2024). In floats throughout, as the reference implementation does: at far
/// positions the rounding of a frequency is seen.
std::vector<float> RopeFrequencies(const hf::Rope& rope, int64_t size);

/// cos and sin of position * frequency, [positions, size / 2] each.
struct RopeTables {
  std::vector<float> cos, sin;
};
RopeTables MakeRopeTables(const hf::Rope& rope, int64_t size, int64_t positions);

/// The tables in a graph; made once, read by every layer.
struct Rotation {
  Value cos, sin;    ///< Fused: [positions, size / 2]. Standard: [1, length, 1, size / 2].
  Value from_start;  ///< Fused: int64 [1], the position of the first row: 0.
  Value from_end;    ///< Fused: int64 [1], the position of the last row: length - 1.
};
Rotation MakeRotation(const Builder& b, const hf::Rope& rope, int64_t size);

/// Rotates the halves of every head of x [batch, rows, heads * size] by its row's angles.
/// `only_last`: x holds the last token's row alone (fused operators only).
Value Rotate(const Builder& b, const Rotation& rotation, const Value& x, int64_t heads,
             int64_t size, bool only_last);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_OPS_ROPE_H_
