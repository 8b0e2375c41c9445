#include "train/neural/relative_scores.h"

#include <algorithm>

#include "base/isa_clones.h"

namespace redquill::train {
namespace {

// Keys that are done together: the next query reads the same cache lines of their rows.
constexpr size_t kKeys = 16;

template <bool kByQuery, bool kByKey, typename T>
[[gnu::always_inline]] inline void Add(const DistanceColumns& at, const T* by_query,
                                       const T* by_key, T* scores) {
  const auto columns = static_cast<int32_t>(at.columns);
  for (size_t begin = 0; begin < at.length; begin += kKeys) {
    const size_t end = std::min(at.length, begin + kKeys);
    for (size_t i = 0; i < at.length; ++i) {
      const int32_t* const column = at.column + (at.length - 1 - i);
      const T* const terms = kByQuery ? by_query + i * at.columns : nullptr;
      T* const s = scores + i * at.length;
      for (size_t j = begin; j < end; ++j) {
        float sum = AsFloat(s[j]);
        if constexpr (kByQuery) sum += AsFloat(terms[column[j]]);
        if constexpr (kByKey) sum += AsFloat(by_key[static_cast<int32_t>(j) * columns + column[j]]);
        Store(sum, &s[j]);
      }
    }
  }
}

template <typename T>
[[gnu::always_inline]] inline void AddEither(const DistanceColumns& at, const T* by_query,
                                             const T* by_key, T* scores) {
  if (by_query != nullptr && by_key != nullptr) {
    Add<true, true>(at, by_query, by_key, scores);
  } else if (by_query != nullptr) {
    Add<true, false>(at, by_query, by_key, scores);
  } else if (by_key != nullptr) {
    Add<false, true>(at, by_query, by_key, scores);
  }
}

template <typename T>
[[gnu::always_inline]] inline void Gradients(const DistanceColumns& at, const T* scores,
                                             float* by_query, float* by_key) {
  for (size_t begin = 0; begin < at.length; begin += kKeys) {
    const size_t end = std::min(at.length, begin + kKeys);
    for (size_t i = 0; i < at.length; ++i) {
      const int32_t* const column = at.column + (at.length - 1 - i);
      const T* const d = scores + i * at.length;
      for (size_t j = begin; by_query != nullptr && j < end; ++j) {
        by_query[i * at.columns + static_cast<size_t>(column[j])] += AsFloat(d[j]);
      }
      for (size_t j = begin; by_key != nullptr && j < end; ++j) {
        by_key[j * at.columns + static_cast<size_t>(column[j])] += AsFloat(d[j]);
      }
    }
  }
}

}  // namespace

REDQUILL_CLONES void AddRelativeScores(const DistanceColumns& at, const float* by_query,
                                       const float* by_key, float* scores) {
  AddEither(at, by_query, by_key, scores);
}

REDQUILL_CLONES void AddRelativeScores(const DistanceColumns& at, const Bf16* by_query,
                                       const Bf16* by_key, Bf16* scores) {
  AddEither(at, by_query, by_key, scores);
}

REDQUILL_CLONES void AddRelativeGradients(const DistanceColumns& at, const float* scores,
                                          float* by_query, float* by_key) {
  Gradients(at, scores, by_query, by_key);
}

REDQUILL_CLONES void AddRelativeGradients(const DistanceColumns& at, const Bf16* scores,
                                          float* by_query, float* by_key) {
  Gradients(at, scores, by_query, by_key);
}

}  // namespace redquill::train
