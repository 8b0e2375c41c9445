#ifndef REDQUILL_TRAIN_FEATURE_PARALLEL_H_
#define REDQUILL_TRAIN_FEATURE_PARALLEL_H_

#include <cstddef>
#include <functional>

namespace redquill::train {

/// Calls work(0) … work(count - 1), each once, on up to `threads` threads, and returns when all are
/// done. Which thread does what is left to chance: work(i) may write only what belongs to i.
void ParallelFor(size_t count, int threads, const std::function<void(size_t)>& work);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_PARALLEL_H_
