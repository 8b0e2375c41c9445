#ifndef REDQUILL_STORE_SQL_SQL_STORE_H_
#define REDQUILL_STORE_SQL_SQL_STORE_H_

#include <memory>
#include <mutex>

#include "store/sql/connection.h"
#include "store/store.h"

namespace redquill::store {

/// Store over SQL. Writing goes through one connection, reading through another, so that a lookup
/// does not wait for a commit. A connection that was lost is opened again by the next call.
class SqlStore final : public Store {
 public:
  /// Connects, and brings the tables to the newest layout.
  static Result<std::unique_ptr<Store>> Open(Connect connect);

  Result<void> Append(std::span<const ScoreRecord> records) override;
  Result<void> Judge(const Override& override) override;
  Result<std::vector<JudgedRecord>> List(const Selection& selection, const Position& after,
                                         size_t limit) override;
  Result<uint64_t> Remove(const Selection& selection, std::string_view action,
                          std::string_view actor) override;
  Result<std::vector<AuditEntry>> Audit(int64_t after_seq, size_t limit) override;
  Result<void> Note(const AuditEvent& event) override;
  Result<std::optional<CacheEntry>> FindCached(std::string_view key) override;
  Result<void> Keep(std::span<const CacheEntry> entries) override;
  Result<uint64_t> ClearCached(std::string_view model_digest,
                               std::optional<TimeMs> before_ms) override;
  Result<uint64_t> TrimCached(uint64_t most_bytes) override;
  Result<CacheStats> Cached() override;
  Result<void> CheckFiles() override;

 private:
  /// A connection and who uses it.
  struct Lane {
    std::mutex mutex;
    std::unique_ptr<Connection> connection;
  };
  using Work = std::function<Result<void>(Connection&)>;

  explicit SqlStore(Connect connect) : connect_(std::move(connect)) {}
  Result<void> On(Lane& lane, const Work& work);
  /// On the writing lane, in a transaction.
  Result<void> Write(const Work& work);

  Connect connect_;
  Lane writing_, reading_;
};

/// Adds events to the chain; inside a transaction, which it makes wait for others' chains.
Result<void> Chain(Connection& connection, std::span<const AuditEvent> events);

}  // namespace redquill::store

#endif  // REDQUILL_STORE_SQL_SQL_STORE_H_
