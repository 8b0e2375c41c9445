#include "base/process.h"

#include <gtest/gtest.h>

#include <vector>

namespace redquill {
namespace {

TEST(Process, UsesMoreMemoryAfterTakingSome) {
  const ProcessUse before = UseOfThisProcess();
  EXPECT_GT(before.resident_bytes, 1u << 20);
  const std::vector<char> taken(64 << 20, 'x');
  const ProcessUse after = UseOfThisProcess();
  EXPECT_GE(after.resident_bytes, before.resident_bytes + (32u << 20));
  EXPECT_GE(after.cpu_seconds, before.cpu_seconds);
  EXPECT_EQ(taken.back(), 'x');
}

}  // namespace
}  // namespace redquill
