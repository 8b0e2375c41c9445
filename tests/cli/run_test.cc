#include "tests/cli/run.h"

#include <gtest/gtest.h>

namespace redquill::cli {
namespace {

Ran Shell(const std::string& script, RunOptions options = {}) {
  options.program = "/bin/sh";
  return RunProgram({"-c", script}, options);
}

TEST(Run, TellsStreamsAndStatusApart) {
  const Ran ran = Shell("echo out; echo err >&2; exit 7");
  EXPECT_EQ(ran.out, "out\n");
  EXPECT_EQ(ran.err, "err\n");
  EXPECT_EQ(ran.status, 7);
  EXPECT_FALSE(ran.timed_out);
  EXPECT_EQ(Shell("kill -TERM $$").status, 128 + 15);
}

TEST(Run, PassesMuchInputThrough) {
  std::string input;
  for (int i = 0; i < 200'000; ++i) input += std::to_string(i) + "\n";
  EXPECT_EQ(Shell("cat", {.input = input}).out, input);
  EXPECT_EQ(Shell("true", {.input = input}).status, 0);
  EXPECT_EQ(Shell("cat").out, "");
}

TEST(Run, SetsEnvironmentAndFolder) {
  ::setenv("REDQUILL_SECRET", "of the test's own environment", 1);
  const Ran ran =
      Shell("echo \"$A$REDQUILL_SECRET\"; pwd", {.environment = {{"A", "b"}}, .folder = "/"});
  EXPECT_EQ(ran.out, "b\n/\n");
}

TEST(Run, KillsWhatTakesTooLongWithItsChildren) {
  const auto start = std::chrono::steady_clock::now();
  const Ran ran = Shell("echo begun; sleep 50 & sleep 50", {.timeout = std::chrono::seconds(1)});
  EXPECT_TRUE(ran.timed_out);
  EXPECT_EQ(ran.out, "begun\n");
  EXPECT_EQ(ran.status, 128 + 9);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  EXPECT_TRUE(Shell("exec >&- 2>&-; sleep 50", {.timeout = std::chrono::seconds(1)}).timed_out);
}

}  // namespace
}  // namespace redquill::cli
