#include "engine/onnx/batcher.h"

#include <algorithm>
#include <exception>

#include "engine/onnx/batch_policy.h"

namespace redquill::engine::onnx {
namespace {

using Clock = std::chrono::steady_clock;

tl::unexpected<Error> TooLate() {
  return Fail(Code::kTimeout, "The time for the score was over before its turn came.");
}

}  // namespace

Result<Output> Batcher::Run(std::span<const int32_t> text, Clock::time_point deadline) {
  Waiting own{.text = text, .deadline = deadline};
  std::unique_lock lock(mutex_);
  line_.push_back(&own);
  const auto moved = [&] { return own.result || (!own.taken && !running_); };
  while (!own.result) {
    // An endless deadline would overflow inside of wait_until.
    if (deadline == Clock::time_point::max() || own.taken) {
      changed_.wait(lock, moved);
    } else if (!changed_.wait_until(lock, deadline, moved) && !own.taken) {
      line_.remove(&own);
      ++stats_.expired;
      return TooLate();
    }
    if (!own.result && !own.taken && !running_) Lead(lock);
  }
  return *std::move(own.result);
}

/// Runs the next batch, whosoever texts are in it.
void Batcher::Lead(std::unique_lock<std::mutex>& lock) {
  const auto batch = Take();
  if (!batch.empty()) {
    running_ = true;
    lock.unlock();
    std::vector<Result<Output>> results;
    try {
      results = RunAll(batch);
    } catch (const std::exception&) {  // Out of memory: nobody may wait for ever.
      results.clear();
    }
    lock.lock();
    running_ = false;
    for (size_t i = 0; i < batch.size(); ++i) {
      batch[i]->result = i < results.size()
                             ? std::move(results[i])
                             : Result<Output>(Fail(Code::kInternal, "a batch gave no result"));
    }
    stats_.texts += batch.size();
    stats_.largest = std::max<uint64_t>(stats_.largest, batch.size());
    ++stats_.runs;
  }
  changed_.notify_all();
}

/// Those of the next batch, out of line; empty where all who wait came too late.
std::vector<Batcher::Waiting*> Batcher::Take() {
  const auto now = Clock::now();
  std::vector<Waiting*> waiting, batch;
  for (Waiting* one : line_) {
    if (one->deadline > now) {
      waiting.push_back(one);
    } else {
      one->result = TooLate();
      ++stats_.expired;
    }
  }
  line_.remove_if([](const Waiting* one) { return one->result.has_value(); });
  if (waiting.empty()) return batch;
  std::vector<int64_t> lengths;
  for (const Waiting* one : waiting) lengths.push_back(static_cast<int64_t>(one->text.size()));
  for (const size_t index : PickBatch(lengths, budget_)) {
    waiting[index]->taken = true;
    batch.push_back(waiting[index]);
  }
  line_.remove_if([](const Waiting* one) { return one->taken; });
  return batch;
}

Result<std::vector<Output>> Batcher::RunSafely(Texts texts) const {
  try {
    auto outputs = run_(texts);
    if (outputs && outputs->size() != texts.size()) {
      return Fail(Code::kInternal, "a batch gave another number of results than it has texts");
    }
    return outputs;
  } catch (const std::exception& exception) {
    return Fail(Code::kInternal, std::string("running a batch: ") + exception.what());
  }
}

std::vector<Result<Output>> Batcher::RunAll(const std::vector<Waiting*>& batch) const {
  std::vector<std::span<const int32_t>> texts;
  for (const Waiting* one : batch) texts.push_back(one->text);
  std::vector<Result<Output>> results;
  if (auto together = RunSafely(texts); together) {
    for (Output& output : *together) results.emplace_back(std::move(output));
    return results;
  } else if (batch.size() == 1) {
    results.emplace_back(Failure(together.error()));
    return results;
  }
  for (const auto& text : texts) {
    auto alone = RunSafely({&text, 1});
    results.push_back(alone ? Result<Output>(std::move(alone->front()))
                            : Result<Output>(Failure(alone.error())));
  }
  return results;
}

Batcher::Stats Batcher::stats() const {
  const std::lock_guard lock(mutex_);
  Stats stats = stats_;
  stats.waiting = line_.size();
  return stats;
}

}  // namespace redquill::engine::onnx
