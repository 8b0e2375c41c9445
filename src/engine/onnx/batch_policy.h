#ifndef REDQUILL_ENGINE_ONNX_BATCH_POLICY_H_
#define REDQUILL_ENGINE_ONNX_BATCH_POLICY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace redquill::engine::onnx {

/// Which of the texts that wait run together, as indices in ascending order of length. `lengths`
/// are theirs in tokens, the oldest first; not empty. Padded to the longest, the batch has at most
/// `budget` tokens, or it is the oldest text alone.
///
/// The oldest is always among them, so that no text is passed over for ever. Its companions are its
/// neighbours in the order of length: as many as the budget allows, and of as many, those that are
/// done soonest (fewest tokens with padding). A pure function.
std::vector<size_t> PickBatch(std::span<const int64_t> lengths, int64_t budget);

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_BATCH_POLICY_H_
