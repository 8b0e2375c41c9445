#ifndef REDQUILL_TESTS_SUPPORT_DATABASES_H_
#define REDQUILL_TESTS_SUPPORT_DATABASES_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace redquill::store {

/// A kind of database to test with.
struct TestDatabase {
  std::string name;
  std::function<std::string()> fresh;  ///< The place of an empty one; "" where it can't be had.
  friend void PrintTo(const TestDatabase& database, std::ostream* out) { *out << database.name; }
};

/// A new, empty folder.
inline std::string FreshFolder() {
  static std::atomic<int> count = 0;
  const std::string folder = testing::TempDir() + "redquill_store_" + std::to_string(::getpid()) +
                             "_" + std::to_string(++count);
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

/// An empty database of the server that tests/store/with_postgres runs; "" without it.
inline std::string FreshPostgres() {
  static std::atomic<int> count = 0;
  const char* server = std::getenv("REDQUILL_TEST_POSTGRES");
  return server ? server + ("t" + std::to_string(++count)) : "";
}

inline std::vector<TestDatabase> TestDatabases() {
  return {{"SQLite", [] { return FreshFolder() + "/scores.db"; }}, {"PostgreSQL", FreshPostgres}};
}

}  // namespace redquill::store

#endif  // REDQUILL_TESTS_SUPPORT_DATABASES_H_
