#ifndef REDQUILL_STORE_OPEN_H_
#define REDQUILL_STORE_OPEN_H_

#include <chrono>
#include <string>

#include "store/store.h"

namespace redquill::store {

/// How to reach a database that a person named: the path of a SQLite file, "sqlite:PATH", or
/// "postgresql://…" (libpq's form of a URI). `wait` bounds every statement.
/// kInvalidArgument for an empty place.
Result<OpenStore> StoreAt(const std::string& place,
                          std::chrono::milliseconds wait = std::chrono::seconds(5));

}  // namespace redquill::store

#endif  // REDQUILL_STORE_OPEN_H_
