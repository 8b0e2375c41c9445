#ifndef REDQUILL_STORE_RECORDER_H_
#define REDQUILL_STORE_RECORDER_H_

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "store/journal.h"
#include "store/store.h"

namespace redquill::store {

/// What became of a record.
enum class Recorded {
  kStored,   ///< In the database.
  kPending,  ///< In the journal on this machine's disk; the database will get it.
  kFailed,   ///< Neither took it (journal full, disk full or failing): it is lost.
};

/// "stored", "pending", "failed".
std::string_view NameOf(Recorded recorded);

/// Writes records so that neither a slow nor a missing database holds up whoever scores. One
/// thread writes what waits in one transaction after another; who waited longer than `wait` puts
/// the record into the journal and goes on, and while the database is known to be gone nobody
/// waits at all. The journal is replayed when the database answers again, and at the start.
class Recorder {
 public:
  struct Options {
    std::chrono::milliseconds wait{100};
    std::chrono::milliseconds retry{1000};  ///< Between attempts to reach a database that is gone.
    size_t most_waiting = 4096;             ///< Records in memory; one more goes to the journal.
  };

  /// `log` is borrowed. The database need not be there.
  static std::unique_ptr<Recorder> Start(OpenStore open, std::unique_ptr<Journal> journal,
                                         const Options& options, const Log& log);
  /// Writes what waits, to the database or else to the journal.
  ~Recorder();

  /// Safe from many threads. What it returned is true even if the process is killed now.
  Recorded Record(ScoreRecord record);

  /// Whether the database answered the last time.
  bool reachable() const;
  const Journal& journal() const { return *journal_; }

 private:
  struct Waiting {
    ScoreRecord record;
    std::optional<Recorded> done;
  };
  using Batch = std::vector<std::shared_ptr<Waiting>>;

  Recorder(OpenStore open, std::unique_ptr<Journal> journal, const Options& options,
           const Log& log);
  void Run();
  /// Connects and replays if need be; false while the database is gone.
  bool Reach();
  void Write(const Batch& batch);
  void Lost(const Error& error);
  Recorded ToJournal(std::span<const ScoreRecord> records);

  const OpenStore open_;
  const std::unique_ptr<Journal> journal_;
  const Options options_;
  const Log& log_;
  std::unique_ptr<Store> store_;  // The thread's own.

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Waiting>> waiting_;
  bool reachable_ = true, stopping_ = false;
  std::thread thread_;
};

}  // namespace redquill::store

#endif  // REDQUILL_STORE_RECORDER_H_
