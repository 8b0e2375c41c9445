#include "store/postgres/postgres_connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <charconv>
#include <cstdlib>

#include "base/quote.h"

namespace redquill::store {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Dialect kDialect{"PostgreSQL",       "BEGIN", " FOR UPDATE",
                           "DOUBLE PRECISION", true,    "SELECT pg_advisory_xact_lock(7233411)"};

// Types of values, from PostgreSQL's catalogue (pg_type.dat); they never change.
constexpr Oid kInt8 = 20, kInt4 = 23, kText = 25, kFloat8 = 701;

struct FinishConnection {
  void operator()(PGconn* connection) const { ::PQfinish(connection); }
};
struct ClearResult {
  void operator()(PGresult* result) const { ::PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, ClearResult>;

tl::unexpected<Error> Gone() {
  return Fail(Code::kUnavailable, "PostgreSQL can't be reached, or it closed the connection.");
}

/// By the SQLSTATE alone: the server's own words might repeat what was to be stored.
tl::unexpected<Error> StateFailure(const PGresult* result) {
  const char* field = ::PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string state = field ? field : "";
  const auto is = [&](std::string_view prefix) { return state.starts_with(prefix); };
  if (state.empty() || is("08") || is("57P") || is("533")) return Gone();
  if (is("40") || is("55P03")) {
    return Fail(Code::kOverloaded, "PostgreSQL is busy with the same rows. Try again.");
  }
  if (is("57014")) return Fail(Code::kTimeout, "PostgreSQL took too long.");
  if (is("53")) return Fail(Code::kIo, "PostgreSQL is out of disk or memory.");
  if (is("25006")) return Fail(Code::kIo, "PostgreSQL is read-only; name its primary server.");
  if (is("28")) return Fail(Code::kUnauthenticated, "PostgreSQL refused the user or password.");
  if (is("42501")) return Fail(Code::kForbidden, "The PostgreSQL user may not do that.");
  if (is("XX001") || is("XX002")) return Fail(Code::kCorrupt, "PostgreSQL's data is damaged.");
  return Fail(Code::kInternal, "PostgreSQL refused a statement (SQLSTATE " + state + ").");
}

Value ValueAt(const PGresult* result, int row, int column) {
  if (::PQgetisnull(result, row, column)) return {};
  const std::string_view text(::PQgetvalue(result, row, column),
                              static_cast<size_t>(::PQgetlength(result, row, column)));
  const Oid type = ::PQftype(result, column);
  if (type == kInt8 || type == kInt4) {
    int64_t integer = 0;
    std::from_chars(text.data(), text.data() + text.size(), integer);
    return integer;
  }
  if (type == kFloat8) return std::strtod(std::string(text).c_str(), nullptr);
  return std::string(text);
}

/// Values as libpq takes them; owns their texts.
struct Parameters {
  explicit Parameters(std::span<const Value> values) {
    texts.reserve(values.size());
    for (const Value& value : values) Add(value);
    for (size_t i = 0; i < texts.size(); ++i) pointers.push_back(texts[i].c_str());
  }
  void Add(const Value& value) {
    if (const auto* integer = std::get_if<int64_t>(&value)) {
      types.push_back(kInt8);
      texts.push_back(std::to_string(*integer));
    } else if (const auto* number = std::get_if<double>(&value)) {
      types.push_back(kFloat8);
      char digits[32];
      texts.emplace_back(digits, std::to_chars(digits, digits + sizeof digits, *number).ptr);
    } else {
      types.push_back(kText);
      const auto* text = std::get_if<std::string>(&value);
      texts.push_back(text ? *text : "");
    }
  }

  std::vector<std::string> texts;
  std::vector<const char*> pointers;
  std::vector<Oid> types;
};

class PostgresConnection final : public Connection {
 public:
  PostgresConnection(PGconn* raw, std::chrono::milliseconds wait) : raw_(raw), wait_(wait) {}

  const Dialect& dialect() const override { return kDialect; }
  using Connection::Run;

  Result<std::vector<Row>> Run(std::string_view sql, std::span<const Value> values) override {
    const Parameters parameters(values);
    const std::string statement(sql);
    if (::PQsendQueryParams(raw_.get(), statement.c_str(), static_cast<int>(values.size()),
                            parameters.types.data(), parameters.pointers.data(), nullptr, nullptr,
                            0) != 1) {
      return Gone();
    }
    const auto deadline = Clock::now() + wait_;
    Answer last;
    for (;;) {
      if (auto come = Await(deadline); !come) return Failure(come.error());
      Answer next(::PQgetResult(raw_.get()));
      if (!next) break;
      last = std::move(next);
    }
    const auto status = ::PQresultStatus(last.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) return StateFailure(last.get());
    std::vector<Row> rows(static_cast<size_t>(::PQntuples(last.get())));
    for (size_t row = 0; row < rows.size(); ++row) {
      for (int column = 0; column < ::PQnfields(last.get()); ++column) {
        rows[row].push_back(ValueAt(last.get(), static_cast<int>(row), column));
      }
    }
    return rows;
  }

  /// PostgreSQL checks its pages itself as it reads them, where its data checksums are on.
  Result<void> CheckFiles() override {
    auto answered = Run("SELECT 1");
    if (!answered) return Failure(answered.error());
    return {};
  }

 private:
  /// Until PQgetResult would not block.
  Result<void> Await(Clock::time_point deadline) {
    while (::PQisBusy(raw_.get())) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
      pollfd socket{::PQsocket(raw_.get()), POLLIN, 0};
      if (left.count() <= 0 || ::poll(&socket, 1, static_cast<int>(left.count())) == 0) {
        return Fail(Code::kTimeout, "PostgreSQL did not answer in time.");
      }
      if (::PQconsumeInput(raw_.get()) != 1) return Gone();
    }
    return {};
  }

  std::unique_ptr<PGconn, FinishConnection> raw_;
  std::chrono::milliseconds wait_;
};

}  // namespace

Result<std::unique_ptr<Connection>> ConnectPostgres(const std::string& uri,
                                                    std::chrono::milliseconds wait) {
  const char* names[] = {"dbname", "connect_timeout", "application_name", "client_encoding",
                         nullptr};
  const char* values[] = {uri.c_str(), "3", "redquill", "UTF8", nullptr};
  PGconn* raw = ::PQconnectdbParams(names, values, /*expand_dbname=*/1);
  auto connection = std::make_unique<PostgresConnection>(raw, wait);
  if (::PQstatus(raw) != CONNECTION_OK) {
    if (::PQconnectionNeedsPassword(raw) || ::PQconnectionUsedPassword(raw)) {
      return Fail(Code::kUnavailable,
                  "PostgreSQL can't be reached with this user and password. Check both.");
    }
    return Gone();
  }
  // Its notices ("relation exists, skipping") are for people at a prompt.
  ::PQsetNoticeProcessor(
      raw, [](void*, const char*) {}, nullptr);
  return connection;
}

}  // namespace redquill::store
