#include "base/random.h"

namespace redquill {

uint64_t Random::Below(uint64_t n) {
  if (n <= UINT64_C(0x100000000)) {
    // The high half of a 32 x 32 bit product; low halves under `2^32 mod n` would favour some
    // values, so they are drawn again.
    uint64_t product = (Next() >> 32) * n;
    const uint64_t unfair = (UINT64_C(0x100000000) - n) % n;
    while ((product & 0xFFFFFFFFu) < unfair) product = (Next() >> 32) * n;
    return product >> 32;
  }
  uint64_t mask = n - 1;
  for (int shift = 1; shift < 64; shift *= 2) mask |= mask >> shift;
  uint64_t value = Next() & mask;
  while (value >= n) value = Next() & mask;
  return value;
}

}  // namespace redquill
