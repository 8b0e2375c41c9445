// The Open Inference Protocol by NVIDIA's own client. Needs tools/reference-python.
#include <gmock/gmock.h>

#include "tests/http/server_process.h"
#include "tests/support/paths.h"
#include "tests/support/reference_python.h"

namespace redquill::http {
namespace {

TEST(TritonClient, ReadsTheSameScore) {
  ServerProcess server;
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const auto checked =
      tests::RunReference("tests/http/check_tritonclient.py",
                          "127.0.0.1:" + std::to_string(server.port()) + " features " +
                              tests::SourcePath("tests/data/essay-400-words.txt"));
  if (!checked) GTEST_SKIP() << "tritonclient is not here; run tools/reference-python";
  EXPECT_EQ(checked->status, 0) << checked->out;
  EXPECT_THAT(checked->out, testing::HasSubstr("reads the same score"));
}

}  // namespace
}  // namespace redquill::http
