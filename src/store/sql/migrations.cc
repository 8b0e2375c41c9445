#include "store/sql/migrations.h"

#include <array>
#include <string>

#include "store/audit.h"

namespace redquill::store {
namespace {

std::string ForDialect(std::string_view statement, const Dialect& dialect) {
  std::string text(statement);
  for (size_t at = 0; (at = text.find("DOUBLE", at)) != std::string::npos;) {
    text.replace(at, 6, dialect.float_type);
    at += dialect.float_type.size();
  }
  return text;
}

Result<void> RunStep(Connection& connection, const Migration& step) {
  std::string_view rest = step.statements;
  for (size_t end; (end = rest.find(';')) != std::string_view::npos; rest.remove_prefix(end + 1)) {
    auto ran = connection.Run(ForDialect(rest.substr(0, end), connection.dialect()));
    if (!ran) return Failure(ran.error(), "layout step " + std::to_string(step.version));
  }
  auto noted =
      connection.Run("UPDATE layout SET version = $1", {static_cast<int64_t>(step.version)});
  if (!noted) return Failure(noted.error());
  return {};
}

Result<int64_t> Version(Connection& connection) {
  const auto rows =
      connection.Run("SELECT version FROM layout" + std::string(connection.dialect().for_update));
  if (!rows) return Failure(rows.error());
  return rows->empty() ? 0 : IntegerAt(rows->front(), 0);
}

}  // namespace

std::span<const Migration> Migrations() {
  static constexpr auto kSteps = std::to_array<Migration>({
      {1, "records, overrides, audit log",
       "CREATE TABLE records (id TEXT PRIMARY KEY, when_ms BIGINT NOT NULL, asker TEXT NOT NULL,"
       " person TEXT NOT NULL, model TEXT NOT NULL, model_digest TEXT NOT NULL,"
       " text_sha256 TEXT NOT NULL, essay TEXT NOT NULL, score DOUBLE NOT NULL,"
       " receipt TEXT NOT NULL);"
       "CREATE INDEX records_when ON records (when_ms, id);"
       "CREATE INDEX records_person ON records (person);"
       "CREATE INDEX records_text ON records (text_sha256);"
       "CREATE TABLE overrides (record TEXT NOT NULL, number BIGINT NOT NULL,"
       " when_ms BIGINT NOT NULL, judge TEXT NOT NULL, score DOUBLE NOT NULL,"
       " reason TEXT NOT NULL, PRIMARY KEY (record, number));"
       "CREATE TABLE audit (seq BIGINT PRIMARY KEY, when_ms BIGINT NOT NULL, action TEXT NOT NULL,"
       " actor TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL,"
       " previous TEXT NOT NULL, hash TEXT NOT NULL);"
       "CREATE INDEX audit_subject ON audit (subject);"
       "CREATE TABLE audit_head (one BIGINT PRIMARY KEY, seq BIGINT NOT NULL, hash TEXT NOT NULL);"
       "INSERT INTO audit_head VALUES (1, 0,"
       " '0000000000000000000000000000000000000000000000000000000000000000');"},
      {2, "cache entries",
       "CREATE TABLE cached (id TEXT PRIMARY KEY, model_digest TEXT NOT NULL,"
       " when_ms BIGINT NOT NULL, value TEXT NOT NULL);"
       "CREATE INDEX cached_when ON cached (when_ms);"},
      {3, "whose text a cache entry is of",
       "ALTER TABLE cached ADD COLUMN text_sha256 TEXT NOT NULL DEFAULT '';"
       "CREATE INDEX cached_text ON cached (text_sha256);"},
  });
  return kSteps;
}

Result<void> Migrate(Connection& connection) {
  auto made = InTransaction(connection, [&]() -> Result<void> {
    // Two replicas that start at once would make the same table.
    if (const auto alone = connection.dialect().alone; !alone.empty()) {
      if (auto waited = connection.Run(alone); !waited) return Failure(waited.error());
    }
    auto table = connection.Run(
        "CREATE TABLE IF NOT EXISTS layout (one BIGINT PRIMARY KEY, version BIGINT NOT NULL)");
    if (!table) return Failure(table.error());
    auto row = connection.Run("INSERT INTO layout VALUES (1, 0) ON CONFLICT DO NOTHING");
    if (!row) return Failure(row.error());
    return {};
  });
  if (!made) return made;
  for (const Migration& step : Migrations()) {
    auto done = InTransaction(connection, [&]() -> Result<void> {
      // Read inside the transaction: another process may just have done the step.
      const auto version = Version(connection);
      if (!version) return Failure(version.error());
      if (*version > Migrations().back().version) {
        return Fail(Code::kUnsupported, "The database was written by a newer redquill (layout " +
                                            std::to_string(*version) + "; this one knows " +
                                            std::to_string(Migrations().back().version) +
                                            "). Use that one.");
      }
      return *version >= step.version ? Result<void>() : RunStep(connection, step);
    });
    if (!done) return done;
  }
  return {};
}

}  // namespace redquill::store
