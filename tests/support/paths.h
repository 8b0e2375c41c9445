#ifndef REDQUILL_TESTS_SUPPORT_PATHS_H_
#define REDQUILL_TESTS_SUPPORT_PATHS_H_

#include <string>
#include <string_view>

namespace redquill::tests {

/// Where a file of the source tree lies: "tests/data/x" to its whole path. These functions alone
/// know where the trees are, so that every other object of a test is the same in any checkout and
/// comes from the compiler's cache.
std::string SourcePath(std::string_view relative);

/// Where something built lies: "apps/redquill/redquill" to its whole path.
std::string BuiltPath(std::string_view relative);

}  // namespace redquill::tests

#endif  // REDQUILL_TESTS_SUPPORT_PATHS_H_
