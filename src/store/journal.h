#ifndef REDQUILL_STORE_JOURNAL_H_
#define REDQUILL_STORE_JOURNAL_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "store/records.h"

namespace redquill::store {

/// Records that the database has not taken yet, on the disk: files "NNNNNNNNNNNN.journal" in a
/// folder of its own, each record a frame of length (32 bits, little-endian), the first 16
/// hexadecimal digits of the payload's SHA-256, and the payload (ToJsonLine). Safe from many
/// threads. One process at a time: the folder is locked while the object lives.
class Journal {
 public:
  /// Makes the folder (mode 0700) if it is missing. `limit` bounds the bytes of all files.
  /// kConflict where another process has the journal; kIo where the folder can't be used.
  static Result<std::unique_ptr<Journal>> Open(const std::string& folder, uint64_t limit);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// On the disk (fdatasync) when it returns. kTooLarge where the journal is full, kIo for a full
  /// or failing disk; nothing was added then.
  Result<void> Append(std::span<const ScoreRecord> records);

  /// Hands on what is in the journal, file by file, oldest first, in batches; a file is removed
  /// once all its records were taken. Records appended meanwhile go to a new file. Stops at the
  /// first error of `take`, which it returns. A file that can't be read to its end (a crash in the
  /// middle of an append that was therefore never acknowledged, or damage) is kept as "….damaged"
  /// once what could be read was taken, and counted in `damaged`.
  Result<void> Replay(const std::function<Result<void>(std::span<const ScoreRecord>)>& take);

  /// Bytes that wait.
  uint64_t size() const;
  uint64_t damaged() const;

 private:
  Journal(std::string folder, uint64_t limit, int lock)
      : folder_(std::move(folder)), limit_(limit), lock_(lock) {}
  std::string PathOf(uint64_t number) const;
  Result<void> OpenFile();
  void CloseFile();

  const std::string folder_;
  const uint64_t limit_;
  const int lock_;
  mutable std::mutex mutex_;
  std::mutex replaying_;
  int fd_ = -1;  // The file that is written to; -1: none yet.
  uint64_t file_bytes_ = 0;
  std::vector<uint64_t> files_;  // Numbers of all files, ascending; the last may be open.
  uint64_t next_ = 1, bytes_ = 0, damaged_ = 0;
};

}  // namespace redquill::store

#endif  // REDQUILL_STORE_JOURNAL_H_
