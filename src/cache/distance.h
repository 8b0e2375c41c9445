#ifndef REDQUILL_CACHE_DISTANCE_H_
#define REDQUILL_CACHE_DISTANCE_H_

#include <cstddef>

namespace redquill::cache {

/// Of `width` numbers each. The sums are taken in single precision and in another order on
/// processors with wider registers, so that the last digits differ between machines.
float InnerProduct(const float* a, const float* b, size_t width);
float SquaredDistance(const float* a, const float* b, size_t width);

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_DISTANCE_H_
