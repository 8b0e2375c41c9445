// redquill secrets check
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/cli/run.h"

namespace redquill::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Secrets, SaysThatASecretIsThereButNotWhichOne) {
  RunOptions options;
  options.environment["DB_PASSWORD"] = "hunter2-hunter2";
  const Ran ran = RunProgram({"secrets", "check", "env:DB_PASSWORD"}, options);
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "env:DB_PASSWORD resolves: 15 bytes\n");
  EXPECT_EQ(ran.err, "");
  const Ran json = RunProgram({"secrets", "check", "--json", "env:DB_PASSWORD"}, options);
  EXPECT_EQ(nlohmann::json::parse(json.out),
            nlohmann::json({{"reference", "env:DB_PASSWORD"}, {"bytes", 15}}));
}

TEST(Secrets, WarnsOfAFileThatOthersMayRead) {
  const std::string path = testing::TempDir() + "rq_secret_" + std::to_string(::getpid());
  ASSERT_TRUE(WriteFileAtomically(path, "hunter2-hunter2\n"));
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  const Ran ran = RunProgram({"secrets", "check", "file:" + path});
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.err, HasSubstr("chmod 600"));
  EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("hunter2")));
  std::filesystem::remove(path);
}

TEST(Secrets, RefusesWithoutRepeating) {
  const Ran literal = RunProgram({"secrets", "check", "hunter2-hunter2"});
  EXPECT_EQ(literal.status, 2);
  EXPECT_THAT(literal.err, HasSubstr("env:NAME"));
  EXPECT_THAT(literal.out + literal.err, Not(HasSubstr("hunter2")));
  const Ran missing = RunProgram({"secrets", "check", "--json", "env:RQ_NOT_SET"});
  EXPECT_EQ(missing.status, 2);
  EXPECT_EQ(nlohmann::json::parse(missing.out)["error"]["code"], "not_found");
}

}  // namespace
}  // namespace redquill::cli
