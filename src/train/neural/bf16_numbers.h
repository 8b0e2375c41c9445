#ifndef REDQUILL_TRAIN_NEURAL_BF16_NUMBERS_H_
#define REDQUILL_TRAIN_NEURAL_BF16_NUMBERS_H_

#include <bit>
#include <cstdint>

namespace redquill::train {

/// A bfloat16's bits: the upper half of a float's.
using Bf16 = uint16_t;

// Numbers of either type as floats, for loops that are compiled for several instruction sets: they
// must be inlined there.

[[gnu::always_inline]] inline float AsFloat(float x) { return x; }
[[gnu::always_inline]] inline float AsFloat(Bf16 x) {
  return std::bit_cast<float>(static_cast<uint32_t>(x) << 16);
}
[[gnu::always_inline]] inline void Store(float value, float* to) { *to = value; }
/// Rounds to nearest, ties to even.
[[gnu::always_inline]] inline void Store(float value, Bf16* to) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  *to = static_cast<Bf16>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_BF16_NUMBERS_H_
