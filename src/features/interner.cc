#include "features/interner.h"

#include <bit>

#include "features/hash.h"

namespace redquill::features {
namespace {

constexpr uint64_t kUpper = 0xffffffff00000000u;

}  // namespace

Interner::Interner(size_t expected) : slots_(std::bit_ceil(2 * expected + 16)) {
  begins_.reserve(expected + 1);
  bytes_.reserve(8 * expected);
}

uint32_t Interner::Number(std::string_view key) {
  if (2 * begins_.size() > slots_.size()) Grow();
  const uint64_t hash = HashOf(key);
  const size_t mask = slots_.size() - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    const uint64_t slot = slots_[at];
    if (slot == 0) {
      const auto number = static_cast<uint32_t>(size());
      slots_[at] = (hash & kUpper) | (number + 1);
      bytes_ += key;
      begins_.push_back(static_cast<uint32_t>(bytes_.size()));
      return number;
    }
    const auto number = static_cast<uint32_t>(slot) - 1;
    if ((slot & kUpper) == (hash & kUpper) && (*this)[number] == key) return number;
  }
}

void Interner::Grow() {
  std::vector<uint64_t> larger(2 * slots_.size());
  const size_t mask = larger.size() - 1;
  for (uint64_t slot : slots_) {
    if (slot == 0) continue;
    size_t at = HashOf((*this)[static_cast<uint32_t>(slot) - 1]) & mask;
    while (larger[at] != 0) at = (at + 1) & mask;
    larger[at] = slot;
  }
  slots_ = std::move(larger);
}

}  // namespace redquill::features
