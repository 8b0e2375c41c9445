#include "store/open.h"

#include "store/sql/sql_store.h"
#include "store/sqlite/sqlite_connection.h"

namespace redquill::store {

Result<OpenStore> StoreAt(const std::string& place, std::chrono::milliseconds wait) {
  if (place.starts_with("postgresql://") || place.starts_with("postgres://")) {
    return Fail(Code::kUnsupported, "This build has no PostgreSQL driver; name a SQLite file.");
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
