#include "store/sqlite/sqlite_connection.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <thread>
#include <unordered_map>

#include "base/quote.h"

namespace redquill::store {
namespace {

constexpr Dialect kDialect{"SQLite", "BEGIN IMMEDIATE", "", "REAL", false};

struct CloseDatabase {
  void operator()(sqlite3* database) const { ::sqlite3_close_v2(database); }
};
struct FinishStatement {
  void operator()(sqlite3_stmt* statement) const { ::sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinishStatement>;

tl::unexpected<Error> SqliteFailure(int code, const std::string& path, const char* words) {
  const std::string database = "The database " + Quoted(path);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Fail(Code::kUnavailable, database + " is locked by another program.");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Fail(Code::kCorrupt, database +
                                      " is damaged. Restore a backup, or save what is left with "
                                      "sqlite3's .recover.");
    case SQLITE_FULL:
      return Fail(Code::kIo, "The disk of " + Quoted(path) + " is full.");
    case SQLITE_READONLY:
      return Fail(Code::kIo, database + " can't be written to: it is read-only.");
    case SQLITE_CANTOPEN:
      return Fail(Code::kIo, database +
                                 " can't be opened. Does its folder exist, and may this "
                                 "user write there?");
    case SQLITE_IOERR:
      return Fail(Code::kIo, database + " can't be read or written: " + words + ".");
    default:
      return Fail(Code::kInternal, database + ": " + words + ".");
  }
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(std::string path, Database database)
      : path_(std::move(path)), database_(std::move(database)) {}

  const Dialect& dialect() const override { return kDialect; }
  using Connection::Run;

  Result<std::vector<Row>> Run(std::string_view sql, std::span<const Value> values) override {
    auto prepared = Prepared(sql);
    if (!prepared) return Failure(prepared.error());
    sqlite3_stmt* statement = *prepared;
    for (size_t i = 0; i < values.size(); ++i) Bind(statement, static_cast<int>(i) + 1, values[i]);
    std::vector<Row> rows;
    int code;
    while ((code = ::sqlite3_step(statement)) == SQLITE_ROW) rows.push_back(RowOf(statement));
    const std::string words = ::sqlite3_errmsg(database_.get());
    ::sqlite3_reset(statement);
    ::sqlite3_clear_bindings(statement);
    if (code != SQLITE_DONE) return SqliteFailure(code, path_, words.c_str());
    return rows;
  }

  Result<void> CheckFiles() override {
    auto rows = Run("PRAGMA integrity_check(1)");
    if (!rows) return Failure(rows.error());
    const std::string said = rows->empty() ? "" : TextAt(rows->front(), 0);
    if (said == "ok") return {};
    return Fail(Code::kCorrupt, "The database " + Quoted(path_) + " is damaged: " + Quoted(said) +
                                    ". Restore a backup.");
  }

  /// Deleted pages are overwritten (secure_delete), but the write-ahead log still has them.
  Result<void> ForgetDeleted() override {
    auto done = Run("PRAGMA wal_checkpoint(TRUNCATE)");
    if (!done) return Failure(done.error());
    return {};
  }

 private:
  /// Statements are kept: parsing one costs more than running it.
  Result<sqlite3_stmt*> Prepared(std::string_view sql) {
    const auto known = statements_.find(std::string(sql));
    if (known != statements_.end()) return known->second.get();
    sqlite3_stmt* raw = nullptr;
    const int code = ::sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    if (code != SQLITE_OK) return SqliteFailure(code, path_, ::sqlite3_errmsg(database_.get()));
    return statements_.emplace(sql, Statement(raw)).first->second.get();
  }

  static void Bind(sqlite3_stmt* statement, int place, const Value& value) {
    if (const auto* integer = std::get_if<int64_t>(&value)) {
      ::sqlite3_bind_int64(statement, place, *integer);
    } else if (const auto* number = std::get_if<double>(&value)) {
      ::sqlite3_bind_double(statement, place, *number);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      ::sqlite3_bind_text64(statement, place, text->data(), text->size(), SQLITE_STATIC,
                            SQLITE_UTF8);
    }
  }

  static Row RowOf(sqlite3_stmt* statement) {
    Row row(static_cast<size_t>(::sqlite3_column_count(statement)));
    for (size_t i = 0; i < row.size(); ++i) {
      const int column = static_cast<int>(i);
      switch (::sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER:
          row[i] = static_cast<int64_t>(::sqlite3_column_int64(statement, column));
          break;
        case SQLITE_FLOAT:
          row[i] = ::sqlite3_column_double(statement, column);
          break;
        case SQLITE_TEXT: {
          const auto* text = ::sqlite3_column_text(statement, column);
          const auto size = static_cast<size_t>(::sqlite3_column_bytes(statement, column));
          row[i] = std::string(reinterpret_cast<const char*>(text), size);
          break;
        }
        default:
          break;
      }
    }
    return row;
  }

  std::string path_;
  Database database_;
  std::unordered_map<std::string, Statement> statements_;  // Gone before the database.
};

}  // namespace

Result<std::unique_ptr<Connection>> ConnectSqlite(const std::string& path,
                                                  std::chrono::milliseconds wait) {
  // SQLite would make it readable by everybody.
  if (const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600); fd >= 0) {
    ::close(fd);
  }
  sqlite3* raw = nullptr;
  const int code = ::sqlite3_open_v2(
      path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      nullptr);
  Database database(raw);
  if (code != SQLITE_OK) {
    return SqliteFailure(code, path, raw ? ::sqlite3_errmsg(raw) : "no memory");
  }
  ::sqlite3_busy_timeout(raw, static_cast<int>(wait.count()));
  ::sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  auto connection = std::make_unique<SqliteConnection>(path, std::move(database));
  // Of two that make a new database WAL, SQLite tells one at once that it is locked: its own
  // waiting does not hold here.
  const auto patience = std::chrono::steady_clock::now() + wait;
  auto wal = connection->Run("PRAGMA journal_mode = WAL");
  while (!wal && wal.error().code == Code::kUnavailable &&
         std::chrono::steady_clock::now() < patience) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    wal = connection->Run("PRAGMA journal_mode = WAL");
  }
  if (!wal) return Failure(wal.error());
  for (const char* pragma : {"PRAGMA synchronous = FULL", "PRAGMA cell_size_check = ON",
                             "PRAGMA temp_store = MEMORY", "PRAGMA secure_delete = ON"}) {
    auto set = connection->Run(pragma);
    if (!set) return Failure(set.error());
  }
  return connection;
}

}  // namespace redquill::store
