#ifndef REDQUILL_STORE_POSTGRES_POSTGRES_CONNECTION_H_
#define REDQUILL_STORE_POSTGRES_POSTGRES_CONNECTION_H_

#include <memory>
#include <string>

#include "store/sql/connection.h"

namespace redquill::store {

/// Connects to PostgreSQL 12 or newer by a URI of libpq. A statement that the server has not
/// answered within `wait` is kTimeout, also where the server is frozen or the network was cut; the
/// connection is of no use then. No message holds the URI, which may hold a password.
Result<std::unique_ptr<Connection>> ConnectPostgres(const std::string& uri,
                                                    std::chrono::milliseconds wait);

}  // namespace redquill::store

#endif  // REDQUILL_STORE_POSTGRES_POSTGRES_CONNECTION_H_
