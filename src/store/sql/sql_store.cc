#include "store/sql/sql_store.h"

#include "store/sql/migrations.h"

namespace redquill::store {

Result<std::unique_ptr<Store>> SqlStore::Open(Connect connect) {
  std::unique_ptr<SqlStore> store(new SqlStore(std::move(connect)));
  auto migrated =
      store->On(store->writing_, [](Connection& connection) { return Migrate(connection); });
  if (!migrated) return Failure(migrated.error());
  return store;
}

Result<void> SqlStore::On(Lane& lane, const Work& work) {
  const std::lock_guard lock(lane.mutex);
  if (!lane.connection) {
    auto connection = connect_();
    if (!connection) return Failure(connection.error());
    lane.connection = std::move(*connection);
  }
  auto done = work(*lane.connection);
  if (done) return done;
  const Code code = done.error().code;
  // What a connection in that state would say next can't be known.
  if (code != Code::kNotFound && code != Code::kInvalidArgument) lane.connection.reset();
  return done;
}

Result<void> SqlStore::Write(const Work& work) {
  // Two replicas may each hold what the other waits for; the database then undoes one of them.
  constexpr int kTries = 5;
  for (int tried = 1;; ++tried) {
    auto done = On(writing_, [&](Connection& connection) {
      return InTransaction(connection, [&] { return work(connection); });
    });
    if (done || done.error().code != Code::kOverloaded || tried == kTries) return done;
  }
}

Result<void> SqlStore::CheckFiles() {
  return On(reading_, [](Connection& connection) { return connection.CheckFiles(); });
}

}  // namespace redquill::store
