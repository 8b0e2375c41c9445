#ifndef REDQUILL_STORE_SQLITE_SQLITE_CONNECTION_H_
#define REDQUILL_STORE_SQLITE_SQLITE_CONNECTION_H_

#include <memory>
#include <string>

#include "store/sql/connection.h"

namespace redquill::store {

/// Opens a SQLite file, made with mode 0600 where there is none. Write-ahead log, synchronous=FULL:
/// a commit has reached the disk when it returns. Another connection that holds the lock is waited
/// for up to `wait`, then kUnavailable. kNotFound where the folder is missing.
Result<std::unique_ptr<Connection>> ConnectSqlite(const std::string& path,
                                                  std::chrono::milliseconds wait);

}  // namespace redquill::store

#endif  // REDQUILL_STORE_SQLITE_SQLITE_CONNECTION_H_
