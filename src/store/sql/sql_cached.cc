#include <algorithm>

#include "store/sql/sql_store.h"

namespace redquill::store {
namespace {

Result<CacheStats> StatsOf(Connection& connection) {
  auto rows = connection.Run(
      "SELECT COUNT(*), CAST(COALESCE(SUM(LENGTH(value)), 0) AS BIGINT),"
      " COALESCE(MIN(when_ms), 0) FROM cached");
  if (!rows) return Failure(rows.error());
  const Row& row = rows->front();
  return CacheStats{static_cast<uint64_t>(IntegerAt(row, 0)),
                    static_cast<uint64_t>(IntegerAt(row, 1)), IntegerAt(row, 2)};
}

}  // namespace

Result<std::optional<CacheEntry>> SqlStore::FindCached(std::string_view key) {
  std::optional<CacheEntry> entry;
  auto done = On(reading_, [&](Connection& connection) -> Result<void> {
    auto rows =
        connection.Run("SELECT model_digest, text_sha256, when_ms, value FROM cached WHERE id = $1",
                       {std::string(key)});
    if (!rows) return Failure(rows.error());
    if (rows->empty()) return {};
    const Row& row = rows->front();
    entry = {std::string(key), TextAt(row, 0), TextAt(row, 1), IntegerAt(row, 2), TextAt(row, 3)};
    return {};
  });
  if (!done) return Failure(done.error());
  return entry;
}

// Every writer takes the entries' rows in the order of their ids, or two replicas would wait for
// one another.
Result<void> SqlStore::Keep(std::span<const CacheEntry> entries) {
  std::vector<CacheEntry> ordered(entries.begin(), entries.end());
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const CacheEntry& a, const CacheEntry& b) { return a.key < b.key; });
  return Write([&](Connection& connection) -> Result<void> {
    for (const CacheEntry& entry : ordered) {
      auto kept = connection.Run(
          "INSERT INTO cached (id, model_digest, text_sha256, when_ms, value)"
          " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET"
          " model_digest = excluded.model_digest, text_sha256 = excluded.text_sha256,"
          " when_ms = excluded.when_ms, value = excluded.value",
          {entry.key, entry.model_digest, entry.text_sha256, entry.when_ms, entry.value});
      if (!kept) return Failure(kept.error());
    }
    return {};
  });
}

Result<uint64_t> SqlStore::ClearCached(std::string_view model_digest,
                                       std::optional<TimeMs> before_ms) {
  uint64_t cleared = 0;
  auto done = Write([&](Connection& connection) -> Result<void> {
    auto rows = connection.Run(
        "DELETE FROM cached WHERE id IN (SELECT id FROM cached"
        " WHERE ($1 = '' OR model_digest = $1) AND when_ms < $2 ORDER BY id" +
            std::string(connection.dialect().for_update) + ") RETURNING 1",
        {std::string(model_digest), before_ms.value_or(INT64_MAX)});
    if (!rows) return Failure(rows.error());
    cleared = rows->size();
    return {};
  });
  if (!done) return Failure(done.error());
  return cleared;
}

Result<uint64_t> SqlStore::TrimCached(uint64_t most_bytes) {
  uint64_t removed = 0;
  auto done = Write([&](Connection& connection) -> Result<void> {
    for (;;) {
      const auto stats = StatsOf(connection);
      if (!stats) return Failure(stats.error());
      if (stats->bytes <= most_bytes) return {};
      // A twentieth at a time, and at least one.
      auto rows = connection.Run(
          "DELETE FROM cached WHERE id IN (SELECT id FROM cached WHERE id IN"
          " (SELECT id FROM cached ORDER BY when_ms, id LIMIT $1) ORDER BY id" +
              std::string(connection.dialect().for_update) + ") RETURNING 1",
          {static_cast<int64_t>(stats->entries / 20 + 1)});
      if (!rows) return Failure(rows.error());
      removed += rows->size();
    }
  });
  if (!done) return Failure(done.error());
  return removed;
}

Result<CacheStats> SqlStore::Cached() {
  CacheStats stats;
  auto done = On(reading_, [&](Connection& connection) -> Result<void> {
    auto found = StatsOf(connection);
    if (!found) return Failure(found.error());
    stats = *found;
    return {};
  });
  if (!done) return Failure(done.error());
  return stats;
}

}  // namespace redquill::store
