#ifndef REDQUILL_FEATURES_HASH_H_
#define REDQUILL_FEATURES_HASH_H_

#include <cstdint>
#include <cstring>
#include <string_view>

namespace redquill::features {

/// Spreads a number over 64 bits, one to one (the finaliser of SplitMix64).
constexpr uint64_t Mix(uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9u;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// For tables in memory only: the value may differ between byte orders, so never store it.
inline uint64_t HashOf(std::string_view bytes) {
  uint64_t hash = bytes.size();
  while (bytes.size() >= 8) {
    uint64_t word;
    std::memcpy(&word, bytes.data(), 8);
    hash = Mix(hash ^ word);
    bytes.remove_prefix(8);
  }
  uint64_t rest = 0;
  std::memcpy(&rest, bytes.data(), bytes.size());
  return Mix(hash ^ rest);
}

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_HASH_H_
