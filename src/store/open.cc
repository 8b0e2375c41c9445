#include "store/open.h"

#include "store/postgres/postgres_connection.h"
#include "store/sql/sql_store.h"
#include "store/sqlite/sqlite_connection.h"

namespace redquill::store {

Result<OpenStore> StoreAt(const std::string& place, std::chrono::milliseconds wait) {
  if (place.starts_with("postgresql://") || place.starts_with("postgres://")) {
    return OpenStore([place, wait] {
      return SqlStore::Open([place, wait] { return ConnectPostgres(place, wait); });
    });
  }
  const std::string path = place.starts_with("sqlite:") ? place.substr(7) : place;
  if (path.empty()) {
    return Fail(Code::kInvalidArgument,
                "The database has no name. Give a file's path or postgresql://….");
  }
  return OpenStore(
      [path, wait] { return SqlStore::Open([path, wait] { return ConnectSqlite(path, wait); }); });
}

}  // namespace redquill::store
