#include "store/sql/sql_store.h"

namespace redquill::store {

Result<void> Chain(Connection& connection, std::span<const AuditEvent> events) {
  auto head = connection.Run("SELECT seq, hash FROM audit_head WHERE one = 1" +
                             std::string(connection.dialect().for_update));
  if (!head) return Failure(head.error());
  if (head->empty()) return Fail(Code::kCorrupt, "The audit log's head is missing.");
  int64_t seq = IntegerAt(head->front(), 0);
  std::string hash = TextAt(head->front(), 1);
  for (const AuditEvent& event : events) {
    ++seq;
    std::string link = LinkHash(seq, hash, event);
    auto added = connection.Run(
        "INSERT INTO audit VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {seq, event.when_ms, event.action, event.actor, event.subject, event.detail, hash, link});
    if (!added) return Failure(added.error());
    hash = std::move(link);
  }
  auto moved =
      connection.Run("UPDATE audit_head SET seq = $1, hash = $2 WHERE one = 1", {seq, hash});
  if (!moved) return Failure(moved.error());
  return {};
}

Result<void> SqlStore::Note(const AuditEvent& event) {
  return Write([&](Connection& connection) { return Chain(connection, {&event, 1}); });
}

Result<std::vector<AuditEntry>> SqlStore::Audit(int64_t after_seq, size_t limit) {
  std::vector<AuditEntry> entries;
  auto done = On(reading_, [&](Connection& connection) -> Result<void> {
    auto rows = connection.Run(
        "SELECT seq, when_ms, action, actor, subject, detail, previous, hash FROM audit"
        " WHERE seq > $1 ORDER BY seq LIMIT $2",
        {after_seq, static_cast<int64_t>(limit)});
    if (!rows) return Failure(rows.error());
    for (const Row& row : *rows) {
      entries.push_back(
          {IntegerAt(row, 0),
           {IntegerAt(row, 1), TextAt(row, 2), TextAt(row, 3), TextAt(row, 4), TextAt(row, 5)},
           TextAt(row, 6),
           TextAt(row, 7)});
    }
    return {};
  });
  if (!done) return Failure(done.error());
  return entries;
}

}  // namespace redquill::store
