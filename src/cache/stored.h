#ifndef REDQUILL_CACHE_STORED_H_
#define REDQUILL_CACHE_STORED_H_

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/log.h"
#include "cache/exact.h"
#include "store/store.h"

namespace redquill::cache {

/// The second level of tier 0: answers in the database, which replicas share and which a restart
/// leaves standing. Nobody ever waits for a slow database: one thread looks up, another writes, and
/// whoever asks waits a bounded time and otherwise goes on as if there were no answer. While a
/// lookup hangs, or the database is known to be gone, nobody waits at all. Safe from many threads.
class StoredAnswers {
 public:
  struct Options {
    std::chrono::milliseconds wait{20};     ///< Of one lookup.
    std::chrono::milliseconds retry{1000};  ///< Between attempts to reach a database that is gone.
    std::chrono::milliseconds tidy{600'000};  ///< Between removals of what is old or too much.
    size_t most_waiting = 1024;               ///< Answers to be written; one more is dropped.
    store::TimeMs ttl_ms = 24 * 3600'000;     ///< Older answers are not given; 0: no limit.
    uint64_t bytes = uint64_t{1} << 30;       ///< Of all answers in the database, roughly.
  };
  struct Stats {
    uint64_t hits = 0, misses = 0;
    uint64_t late = 0;     ///< Lookups that were not waited for.
    uint64_t dropped = 0;  ///< Answers that the database did not get.
  };

  /// `log` is borrowed. The database need not be there.
  static std::unique_ptr<StoredAnswers> Start(store::OpenStore open, const Options& options,
                                              const Log& log);
  /// Writes what waits, if the database takes it at once.
  ~StoredAnswers();

  /// An answer of that package that is not too old, or an empty one. `now` decides the age.
  Hit Find(const CacheKey& key, const std::string& package_digest, store::TimeMs now);
  /// Written soon, in the background.
  void Put(const CacheKey& key, std::shared_ptr<const scoring::Answer> answer, store::TimeMs when);
  /// Until everything put so far was written or dropped; for tests and orderly ends.
  void Flush();
  Stats stats() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Lookup {
    CacheKey key;
    bool done = false, abandoned = false;
    std::optional<store::CacheEntry> entry;
  };

  StoredAnswers(store::OpenStore open, const Options& options, const Log& log);
  std::optional<store::CacheEntry> Ask(const CacheKey& key);
  void Read();
  void Write();
  void Tidy(store::Store& store);

  const store::OpenStore open_;
  const Options options_;
  const Log& log_;

  mutable std::mutex mutex_;
  std::condition_variable asked_, answered_, put_, written_;
  std::deque<std::shared_ptr<Lookup>> lookups_;
  std::deque<store::CacheEntry> puts_;
  size_t writing_ = 0;                           // Entries taken from puts_, not yet written.
  std::optional<Clock::time_point> busy_since_;  // The lookup that is under way.
  bool gone_ = false, stopping_ = false;
  Stats stats_;
  std::thread reader_, writer_;
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_STORED_H_
