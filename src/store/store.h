#ifndef REDQUILL_STORE_STORE_H_
#define REDQUILL_STORE_STORE_H_

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/audit.h"
#include "store/records.h"

namespace redquill::store {

/// An answer kept under a key.
struct CacheEntry {
  std::string key;           ///< 64 hexadecimal digits.
  std::string model_digest;  ///< Whose answer; for clearing by model.
  std::string text_sha256;   ///< Of what text; goes with that text's records when they are erased.
  TimeMs when_ms = 0;        ///< When it was scored.
  std::string value;         ///< As the cache wrote it.
};

struct CacheStats {
  uint64_t entries = 0, bytes = 0;
  TimeMs oldest_ms = 0;  ///< 0 where there is none.
};

/// Durable data: records of scores, what people said of them, the audit log, cache entries.
///
/// What a method wrote is on the disk of the database when it returns. Every method may be called
/// from many threads; those that write wait for each other. Errors, of each method:
/// kUnavailable where the database can't be reached or is locked (trying again is right), kIo for a
/// full or read-only disk, kCorrupt for damaged data, kTimeout where it took too long. A method
/// that failed changed nothing, except that after kTimeout or kUnavailable the change may stand.
class Store {
 public:
  virtual ~Store() = default;

  /// Adds records, all or none, each with a "score" entry in the audit log. A record whose id the
  /// log knows already (a replayed one, also one erased since) is left out.
  virtual Result<void> Append(std::span<const ScoreRecord> records) = 0;

  /// kNotFound where there is no such record.
  virtual Result<void> Judge(const Override& override) = 0;

  /// The next `limit` records after a position.
  virtual Result<std::vector<JudgedRecord>> List(const Selection& selection, const Position& after,
                                                 size_t limit) = 0;

  /// Removes records with their overrides, and what is cached of their texts, vectors too; each
  /// leaves an entry `action` ("erase" or "expire") in the log. Returns how many.
  virtual Result<uint64_t> Remove(const Selection& selection, std::string_view action,
                                  std::string_view actor) = 0;

  /// Entries of the log after `seq`, in order.
  virtual Result<std::vector<AuditEntry>> Audit(int64_t after_seq, size_t limit) = 0;

  /// Adds an entry to the log.
  virtual Result<void> Note(const AuditEvent& event) = 0;

  virtual Result<std::optional<CacheEntry>> FindCached(std::string_view key) = 0;
  /// Replaces an entry of that key.
  virtual Result<void> Keep(std::span<const CacheEntry> entries) = 0;
  /// Removes the entries of a model, older than a time, or both; empty and nothing: all.
  virtual Result<uint64_t> ClearCached(std::string_view model_digest,
                                       std::optional<TimeMs> before_ms) = 0;
  /// Removes the oldest entries until the values have at most so many bytes.
  virtual Result<uint64_t> TrimCached(uint64_t most_bytes) = 0;
  virtual Result<CacheStats> Cached() = 0;

  /// What the database itself finds wrong with its files; nothing where all is well.
  virtual Result<void> CheckFiles() = 0;
};

using OpenStore = std::function<Result<std::unique_ptr<Store>>()>;

/// What an audit found.
struct AuditFinding {
  int64_t entries = 0;
  std::string head;      ///< The last entry's hash.
  uint64_t records = 0;  ///< Records whose digest is the log's.
  std::string fault;     ///< The first thing wrong; empty if nothing is.
};

/// Checks the whole log, then that every record is as the log says and that the log's records are
/// all there or were removed by its own word. Memory grows with the number of records (some 100
/// bytes each).
Result<AuditFinding> VerifyAudit(Store& store, const std::string& expected_hash,
                                 const std::function<void(int64_t done)>& progress = {});

}  // namespace redquill::store

#endif  // REDQUILL_STORE_STORE_H_
