#include <set>

#include "store/sql/sql_store.h"

namespace redquill::store {
namespace {

constexpr const char* kColumns =
    "id, when_ms, asker, person, model, model_digest, text_sha256, essay, score, receipt";

/// A WHERE with its values.
struct Where {
  std::string sql = " WHERE 1 = 1";
  std::vector<Value> values;

  void And(const std::string& condition, Value value) {
    values.push_back(std::move(value));
    sql += " AND " + condition + " $" + std::to_string(values.size());
  }
};

Where WhereOf(const Selection& selection) {
  Where where;
  if (!selection.id.empty()) where.And("id =", selection.id);
  if (!selection.person.empty()) where.And("person =", selection.person);
  if (!selection.model_digest.empty()) where.And("model_digest =", selection.model_digest);
  if (!selection.text_sha256.empty()) where.And("text_sha256 =", selection.text_sha256);
  if (selection.before_ms) where.And("when_ms <", *selection.before_ms);
  return where;
}

ScoreRecord RecordOf(const Row& row) {
  ScoreRecord record;
  record.id = TextAt(row, 0);
  record.when_ms = IntegerAt(row, 1);
  record.key = TextAt(row, 2);
  record.person = TextAt(row, 3);
  record.model = TextAt(row, 4);
  record.model_digest = TextAt(row, 5);
  record.text_sha256 = TextAt(row, 6);
  record.text = TextAt(row, 7);
  record.score = NumberAt(row, 8);
  record.receipt = TextAt(row, 9);
  return record;
}

Result<void> Insert(Connection& connection, const ScoreRecord& record) {
  auto added = connection.Run(
      "INSERT INTO records VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {record.id, record.when_ms, record.key, record.person, record.model, record.model_digest,
       record.text_sha256, record.text, record.score, record.receipt});
  if (!added) return Failure(added.error());
  return {};
}

Result<std::vector<Override>> OverridesOf(Connection& connection, const std::string& record) {
  auto rows = connection.Run(
      "SELECT when_ms, judge, score, reason FROM overrides WHERE record = $1 ORDER BY number",
      {record});
  if (!rows) return Failure(rows.error());
  std::vector<Override> overrides;
  for (const Row& row : *rows) {
    overrides.push_back(
        {record, IntegerAt(row, 0), TextAt(row, 1), NumberAt(row, 2), TextAt(row, 3)});
  }
  return overrides;
}

/// Whether vectors of texts were ever kept here (store/vectors.h).
Result<bool> HasVectors(Connection& connection) {
  if (!connection.dialect().vectors) return false;
  auto rows =
      connection.Run("SELECT CASE WHEN to_regclass('neighbours') IS NULL THEN 0 ELSE 1 END");
  if (!rows) return Failure(rows.error());
  return IntegerAt(rows->front(), 0) != 0;
}

}  // namespace

Result<void> SqlStore::Append(std::span<const ScoreRecord> records) {
  if (records.empty()) return {};
  return Write([&](Connection& connection) -> Result<void> {
    // Others' chains first: with the head held, nobody can add a record of these ids meanwhile.
    auto held = connection.Run("SELECT seq FROM audit_head WHERE one = 1" +
                               std::string(connection.dialect().for_update));
    if (!held) return Failure(held.error());
    std::vector<AuditEvent> events;
    std::set<std::string_view> fresh;
    for (const ScoreRecord& record : records) {
      auto known = connection.Run("SELECT 1 FROM audit WHERE subject = $1 LIMIT 1", {record.id});
      if (!known) return Failure(known.error());
      if (!known->empty() || !fresh.insert(record.id).second) continue;
      if (auto added = Insert(connection, record); !added) return added;
      events.push_back({record.when_ms, "score", record.key, record.id, DigestOf(record)});
    }
    return Chain(connection, events);
  });
}

Result<void> SqlStore::Judge(const Override& override) {
  return Write([&](Connection& connection) -> Result<void> {
    const AuditEvent event{override.when_ms, "override", override.by, override.record,
                           DigestOf(override)};
    // First, so that the record can't be erased between the look and the entry.
    if (auto chained = Chain(connection, {&event, 1}); !chained) return chained;
    auto known = connection.Run("SELECT 1 FROM records WHERE id = $1", {override.record});
    if (!known) return Failure(known.error());
    if (known->empty()) return Fail(Code::kNotFound, "There is no such record.", "record");
    auto added = connection.Run(
        "INSERT INTO overrides SELECT $1, COUNT(*) + 1, $2, $3, $4, $5 FROM overrides"
        " WHERE record = $1",
        {override.record, override.when_ms, override.by, override.score, override.reason});
    if (!added) return Failure(added.error());
    return {};
  });
}

Result<std::vector<JudgedRecord>> SqlStore::List(const Selection& selection, const Position& after,
                                                 size_t limit) {
  std::vector<JudgedRecord> records;
  auto done = On(reading_, [&](Connection& connection) -> Result<void> {
    Where where = WhereOf(selection);
    const auto place = [&](Value value) {
      where.values.push_back(std::move(value));
      return " $" + std::to_string(where.values.size());
    };
    where.sql += " AND (when_ms, id) > (" + place(after.when_ms) + ",";
    where.sql += place(after.id) + ") ORDER BY when_ms, id LIMIT";
    where.sql += place(static_cast<int64_t>(limit));
    auto rows = connection.Run(std::string("SELECT ") + kColumns + " FROM records" + where.sql,
                               where.values);
    if (!rows) return Failure(rows.error());
    for (const Row& row : *rows) {
      ScoreRecord record = RecordOf(row);
      auto overrides = OverridesOf(connection, record.id);
      if (!overrides) return Failure(overrides.error());
      records.push_back({std::move(record), std::move(*overrides)});
    }
    return {};
  });
  if (!done) return Failure(done.error());
  return records;
}

Result<uint64_t> SqlStore::Remove(const Selection& selection, std::string_view action,
                                  std::string_view actor) {
  uint64_t removed = 0;
  auto done = Write([&](Connection& connection) -> Result<void> {
    const Where where = WhereOf(selection);
    auto rows = connection.Run("DELETE FROM records" + where.sql + " RETURNING id, text_sha256",
                               where.values);
    if (!rows) return Failure(rows.error());
    const auto vectors = HasVectors(connection);
    if (!vectors) return Failure(vectors.error());
    std::vector<AuditEvent> events;
    for (const Row& row : *rows) {
      auto gone = connection.Run("DELETE FROM overrides WHERE record = $1", {TextAt(row, 0)});
      if (!gone) return Failure(gone.error());
      auto forgotten =
          connection.Run("DELETE FROM cached WHERE text_sha256 = $1", {TextAt(row, 1)});
      if (!forgotten) return Failure(forgotten.error());
      if (*vectors) {
        auto near =
            connection.Run("DELETE FROM neighbours WHERE text_sha256 = $1", {TextAt(row, 1)});
        if (!near) return Failure(near.error());
      }
      events.push_back({Now(), std::string(action), std::string(actor), TextAt(row, 0), ""});
    }
    removed = rows->size();
    return events.empty() ? Result<void>() : Chain(connection, events);
  });
  if (!done) return Failure(done.error());
  if (removed == 0) return removed;
  auto forgotten = On(writing_, [](Connection& connection) { return connection.ForgetDeleted(); });
  if (!forgotten) return Failure(forgotten.error());
  return removed;
}

}  // namespace redquill::store
