#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/cli/run.h"

namespace redquill::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::string FileWith(const std::string& text, mode_t mode = 0600) {
  const std::string path =
      testing::TempDir() + "config_test-" + std::to_string(::getpid()) + ".toml";
  std::ofstream(path) << text;
  ::chmod(path.c_str(), mode);
  return path;
}

constexpr const char* kFile =
    "[server]\nport = 9000\n[s3]\nbucket = \"essay-models\"\n"
    "secret_access_key = \"plain:tr0ub4dor\"\n";

TEST(ConfigVerb, ShowsValuesAndWhereTheyCameFrom) {
  const std::string file = FileWith(kFile);
  RunOptions options;
  options.environment["REDQUILL__S3__PREFIX"] = "shipped";
  const auto ran = RunProgram({"config", "show", "--config", file}, options);
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("port = 9000  # " + file + ", line 2\n"));
  EXPECT_THAT(ran.out, HasSubstr("prefix = \"shipped\"  # REDQUILL__S3__PREFIX\n"));
  EXPECT_THAT(ran.out, HasSubstr("address = \"127.0.0.1\"  # usual value\n"));
  EXPECT_THAT(ran.out, HasSubstr("secret_access_key = \"plain:***\""));
  EXPECT_THAT(ran.out, Not(HasSubstr("tr0ub4dor")));
  EXPECT_EQ(ran.err, "");
  const auto changed = RunProgram({"config", "show", "--changed", "--json", "--config", file});
  const auto all = json::parse(changed.out);
  EXPECT_EQ(all.size(), 3u);
  EXPECT_EQ(all["server.port"]["value"], 9000);
}

TEST(ConfigVerb, WarnsOfASecretThatOthersMayRead) {
  const auto ran = RunProgram({"config", "show", "--config", FileWith(kFile, 0644)});
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.err, HasSubstr("chmod 600"));
  EXPECT_THAT(RunProgram({"config", "show", "--config", FileWith("server.port = 1\n", 0644)}).err,
              "");
}

TEST(ConfigVerb, CheckResolvesTheSecrets) {
  const std::string file = FileWith("s3.secret_access_key = \"env:S3_SECRET_OF_TEST\"\n");
  const auto missing = RunProgram({"config", "check", "--config", file});
  EXPECT_NE(missing.status, 0);
  EXPECT_THAT(missing.err, HasSubstr("s3.secret_access_key"));
  RunOptions options;
  options.environment["S3_SECRET_OF_TEST"] = "tr0ub4dor";
  const auto sound = RunProgram({"config", "check", "--config", file}, options);
  EXPECT_EQ(sound.status, 0) << sound.err;
  EXPECT_THAT(sound.out, HasSubstr("1 secrets resolved"));
  EXPECT_THAT(sound.out, Not(HasSubstr("tr0ub4dor")));
}

TEST(ConfigVerb, ASecretWhereAReferenceBelongsIsNotRepeated) {
  for (const auto& ran : {RunProgram({"config", "check", "--config",
                                      FileWith("s3.secret_access_key = \"tr0ub4dor\"\n")}),
                          [] {
                            RunOptions options;
                            options.environment["REDQUILL__S3__SECRET_ACCESS_KEY"] = "tr0ub4dor";
                            return RunProgram({"config", "check"}, options);
                          }()}) {
    EXPECT_EQ(ran.status, 2);
    EXPECT_THAT(ran.err, HasSubstr("aws-sm:name#key"));
    EXPECT_THAT(ran.err + ran.out, Not(HasSubstr("tr0ub4dor")));
  }
}

TEST(ConfigVerb, AnUnknownKeyNamesTheNearest) {
  const auto ran = RunProgram({"config", "check", "--config", FileWith("[s3]\nbuckett = \"x\"\n")});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("Did you mean s3.bucket?"));
}

}  // namespace
}  // namespace redquill::cli
