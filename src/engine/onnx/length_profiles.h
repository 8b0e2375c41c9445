#ifndef REDQUILL_ENGINE_ONNX_LENGTH_PROFILES_H_
#define REDQUILL_ENGINE_ONNX_LENGTH_PROFILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/onnx/settings.h"

namespace redquill::engine::onnx {

/// The lengths in tokens that one TensorRT engine takes, and the one whose kernels it chooses.
struct LengthProfile {
  int64_t min = 1, opt = 1, max = 1;

  bool operator==(const LengthProfile&) const = default;
};

/// The buckets that cover 1 to `most` tokens without a gap: each ends at a declared length (those
/// within `most`), the last at `most`, and each is best at its end, since few texts are much
/// shorter than their bucket. Ascending; at least one.
std::vector<LengthProfile> ProfilesOver(const Lengths& lengths, int64_t most);

/// The same as TensorRT's provider takes it, for `rows` texts a run.
struct ProfileShapes {
  std::string min, opt, max;
};
ProfileShapes ShapesOf(const LengthProfile& profile, int64_t rows);

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_LENGTH_PROFILES_H_
