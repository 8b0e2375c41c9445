#ifndef REDQUILL_SCHED_BATCHES_H_
#define REDQUILL_SCHED_BATCHES_H_

#include <cstddef>
#include <span>
#include <vector>

namespace redquill::sched {

/// Texts that run together: indices into the window, and the length all are padded to.
struct Batch {
  std::vector<size_t> members;
  size_t length = 0;
};

struct BatchBounds {
  size_t tokens = 16'384;  ///< Most members × length of a batch, padding included.
  size_t members = 64;
  /// Most of a batch that may be padding, 0 to 1; a text that would raise it above begins another.
  double padding = 0.25;
};

/// Cuts a window of texts (their lengths in tokens) into batches for a device that likes wide work:
/// neighbours by length run together, within the bounds. Every text is in exactly one batch; one
/// longer than the token bound is alone. Batches come in the order of their oldest member, so that
/// the text that waits longest is in the first. A pure function of the window.
std::vector<Batch> FormBatches(std::span<const size_t> lengths, const BatchBounds& bounds);

}  // namespace redquill::sched

#endif  // REDQUILL_SCHED_BATCHES_H_
