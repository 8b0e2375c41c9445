#ifndef REDQUILL_BASE_RANDOM_H_
#define REDQUILL_BASE_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace redquill {

/// Random numbers that are the same from one seed on every machine and with every standard library
/// (the distributions of <random> are not). The generator is SplitMix64 (Steele, Lea and Flood,
/// "Fast splittable pseudorandom number generators", OOPSLA 2014): for sampling and shuffling,
/// never for secrets. A value; one thread at a time.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  /// 64 uniform bits.
  uint64_t Next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  /// Uniform in [0, n) without bias; n > 0 (Lemire, "Fast random integer generation in an
  /// interval", 2019, on the upper 32 bits; larger n are drawn by rejection under a mask).
  uint64_t Below(uint64_t n);

  /// Uniform in [0, 1), with 53 bits.
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }

  /// Fisher and Yates.
  template <typename T>
  void Shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[Below(i)]);
  }

 private:
  uint64_t state_;
};

}  // namespace redquill

#endif  // REDQUILL_BASE_RANDOM_H_
