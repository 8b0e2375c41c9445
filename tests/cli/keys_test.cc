// `redquill keys` as its users meet it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/cli/run.h"

namespace redquill::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class Keys : public testing::Test {
 protected:
  Keys() { std::filesystem::create_directories(folder_); }
  ~Keys() override { std::filesystem::remove_all(folder_); }
  Ran Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "keys");
    arguments.insert(arguments.end(), {"--file", file_});
    return RunProgram(arguments);
  }

  const std::string folder_ = testing::TempDir() + "rq_keys_" + std::to_string(::getpid());
  const std::string file_ = folder_ + "/keys.json";
};

TEST_F(Keys, AreShownOnceKeptAsHashesListedAndRevoked) {
  const auto added = Run({"add", "grading", "--rate", "20"});
  ASSERT_EQ(added.status, 0) << added.err;
  const std::string key = added.out.substr(0, added.out.find('\n'));
  EXPECT_GE(key.size(), 20u);
  EXPECT_THAT(ReadFile(file_, 1 << 20).value(), Not(HasSubstr(key)));

  const auto operations = json::parse(
      Run({"add", "operator", "--scope", "admin", "--scope", "read-metrics", "--json"}).out);
  EXPECT_EQ(operations["name"], "operator");
  EXPECT_NE(operations["key"], key);
  const auto listed = Run({"list"});
  EXPECT_THAT(listed.out, HasSubstr("grading  score  20"));
  EXPECT_THAT(listed.out, HasSubstr("operator  admin,read-metrics  any rate"));
  EXPECT_THAT(listed.out, Not(HasSubstr(key)));

  EXPECT_EQ(Run({"revoke", "grading"}).status, 0);
  const auto left = json::parse(Run({"list", "--json"}).out)["keys"];
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0]["name"], "operator");
}

TEST_F(Keys, WhatCannotBeDoneIsSaid) {
  ASSERT_EQ(Run({"add", "grading"}).status, 0);
  const auto twice = Run({"add", "grading"});
  EXPECT_NE(twice.status, 0);
  EXPECT_THAT(twice.err, HasSubstr("Revoke it first"));
  const auto unknown = Run({"revoke", "nobody"});
  EXPECT_NE(unknown.status, 0);
  EXPECT_THAT(unknown.err, HasSubstr("nobody"));
  const auto scope = Run({"add", "other", "--scope", "everything"});
  EXPECT_NE(scope.status, 0);
  EXPECT_THAT(scope.err, HasSubstr("everything"));
  const auto nowhere = RunProgram({"keys", "list"});
  EXPECT_NE(nowhere.status, 0);
  EXPECT_THAT(nowhere.err, HasSubstr("--file"));
}

TEST_F(Keys, ADamagedFileIsNotWrittenOver) {
  ASSERT_TRUE(WriteFileAtomically(file_, "{ damaged"));
  EXPECT_NE(Run({"add", "grading"}).status, 0);
  EXPECT_EQ(ReadFile(file_, 1 << 20).value(), "{ damaged");
}

}  // namespace
}  // namespace redquill::cli
