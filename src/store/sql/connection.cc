#include "store/sql/connection.h"

namespace redquill::store {

Result<void> InTransaction(Connection& connection, const std::function<Result<void>()>& work) {
  if (auto begun = connection.Run(connection.dialect().begin); !begun) {
    return Failure(begun.error());
  }
  auto done = work();
  if (done) {
    auto committed = connection.Run("COMMIT");
    if (committed) return {};
    done = Failure(committed.error());
  }
  // What stopped the work may have ended the transaction too; then there is nothing to roll back.
  static_cast<void>(connection.Run("ROLLBACK"));
  return done;
}

std::string TextAt(const Row& row, size_t column) {
  const auto* text = std::get_if<std::string>(&row.at(column));
  return text ? *text : "";
}

int64_t IntegerAt(const Row& row, size_t column) {
  const auto* integer = std::get_if<int64_t>(&row.at(column));
  return integer ? *integer : 0;
}

double NumberAt(const Row& row, size_t column) {
  if (const auto* number = std::get_if<double>(&row.at(column))) return *number;
  return static_cast<double>(IntegerAt(row, column));
}

}  // namespace redquill::store
