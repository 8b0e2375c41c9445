#ifndef REDQUILL_FEATURES_STABLE_HASH_H_
#define REDQUILL_FEATURES_STABLE_HASH_H_

#include <cstdint>
#include <string_view>

#include "features/hash.h"

namespace redquill::features {

/// A hash that may be stored: the same on every machine, for ever. FNV-1a over the bytes, then Mix.
constexpr uint64_t StableHash(std::string_view bytes) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3u;
  }
  return Mix(hash);
}

/// The hash of a sequence from that of its beginning and that of the next item.
constexpr uint64_t Append(uint64_t sequence, uint64_t item) {
  return Mix(sequence * 0x9e3779b97f4a7c15u + item);
}

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_STABLE_HASH_H_
