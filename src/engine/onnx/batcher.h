#ifndef REDQUILL_ENGINE_ONNX_BATCHER_H_
#define REDQUILL_ENGINE_ONNX_BATCHER_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "engine/engine.h"

namespace redquill::engine::onnx {

/// Makes batches of the texts that several threads want run at the same time. While one batch runs,
/// those who come wait; then PickBatch says who of them goes next. Nobody waits for company: a text
/// that finds nothing running starts at once.
///
/// There is no thread of its own: one of those who wait runs the batch for all in it. Safe from
/// many threads.
class Batcher {
 public:
  using Texts = std::span<const std::span<const int32_t>>;
  using RunTexts = std::function<Result<std::vector<Output>>(Texts)>;

  /// `budget`: see PickBatch. `run` gives an output for each text, in their order; it is called by
  /// one thread at a time.
  Batcher(int64_t budget, RunTexts run) : budget_(budget), run_(std::move(run)) {}

  /// The text's own output. Where a batch fails, each of it is run alone, so that a fault is of the
  /// text that has it. kTimeout where the deadline passes before its batch begins; the others' go
  /// on. kInternal where `run` throws.
  Result<Output> Run(std::span<const int32_t> text, std::chrono::steady_clock::time_point deadline);

  struct Stats {
    uint64_t texts = 0;    ///< That were run.
    uint64_t runs = 0;     ///< Batches, those of one text included.
    uint64_t largest = 0;  ///< Texts of the largest one.
    uint64_t expired = 0;  ///< Texts whose deadline passed while they waited.
    uint64_t waiting = 0;  ///< Texts that wait now.
  };
  Stats stats() const;

 private:
  struct Waiting {
    std::span<const int32_t> text;
    std::chrono::steady_clock::time_point deadline;
    bool taken = false;  ///< Its batch runs; it is in line no more.
    std::optional<Result<Output>> result;
  };

  std::vector<Waiting*> Take();
  void Lead(std::unique_lock<std::mutex>& lock);
  std::vector<Result<Output>> RunAll(const std::vector<Waiting*>& batch) const;
  Result<std::vector<Output>> RunSafely(Texts texts) const;

  const int64_t budget_;
  const RunTexts run_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Waiting*> line_;  // The oldest first; this and all below under mutex_.
  bool running_ = false;
  Stats stats_;
};

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_BATCHER_H_
