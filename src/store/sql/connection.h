#ifndef REDQUILL_STORE_SQL_CONNECTION_H_
#define REDQUILL_STORE_SQL_CONNECTION_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"

namespace redquill::store {

/// A value in a statement or a row; a null is monostate.
using Value = std::variant<std::monostate, int64_t, double, std::string>;
using Row = std::vector<Value>;

/// Where the databases speak differently.
struct Dialect {
  std::string_view name;        ///< "SQLite", "PostgreSQL": for messages.
  std::string_view begin;       ///< Begins a transaction that writes.
  std::string_view for_update;  ///< Behind a SELECT: others wait for the row until the commit.
  std::string_view float_type;  ///< A column type that holds a double.
  bool vectors = false;         ///< Whether it may have pgvector.
  /// Lets one transaction at a time make tables; empty where `begin` does.
  std::string_view alone = "";
};

/// One connection to a database. Used by one thread at a time. Parameters stand as $1, $2, … in a
/// statement, in the order of their first appearance.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual const Dialect& dialect() const = 0;

  /// Runs one statement and returns its rows. Errors as store::Store has them.
  virtual Result<std::vector<Row>> Run(std::string_view sql, std::span<const Value> values) = 0;

  Result<std::vector<Row>> Run(std::string_view sql, std::initializer_list<Value> values = {}) {
    return Run(sql, std::span<const Value>(values.begin(), values.size()));
  }

  /// What the database finds wrong with its own files.
  virtual Result<void> CheckFiles() = 0;

  /// After rows were deleted for good: leaves no copy of them where the database kept one for its
  /// own ends.
  virtual Result<void> ForgetDeleted() { return {}; }
};

/// Opens one more connection to the same database.
using Connect = std::function<Result<std::unique_ptr<Connection>>()>;

/// Runs `work` in a transaction: committed where it succeeds, else rolled back.
Result<void> InTransaction(Connection& connection, const std::function<Result<void>()>& work);

/// The values of a row; "" and 0 where the column has another type.
std::string TextAt(const Row& row, size_t column);
int64_t IntegerAt(const Row& row, size_t column);
double NumberAt(const Row& row, size_t column);

}  // namespace redquill::store

#endif  // REDQUILL_STORE_SQL_CONNECTION_H_
