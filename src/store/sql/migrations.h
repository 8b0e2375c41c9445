#ifndef REDQUILL_STORE_SQL_MIGRATIONS_H_
#define REDQUILL_STORE_SQL_MIGRATIONS_H_

#include <span>
#include <string_view>

#include "store/sql/connection.h"

namespace redquill::store {

/// A step from one layout of the tables to the next; its statements end with semicolons. "DOUBLE"
/// stands for the dialect's type of a double.
struct Migration {
  int version;  ///< The layout's number after the step.
  std::string_view what;
  std::string_view statements;
};

/// Every step since the first release, in order. A released step is never changed.
std::span<const Migration> Migrations();

/// Brings the database to the newest layout, each step in a transaction of its own. kUnsupported
/// where a newer program has already changed it beyond what this one knows.
Result<void> Migrate(Connection& connection);

}  // namespace redquill::store

#endif  // REDQUILL_STORE_SQL_MIGRATIONS_H_
