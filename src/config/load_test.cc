#include "config/load.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/file.h"
#include "config/keys.h"
#include "tests/support/paths.h"

namespace redquill::config {
namespace {

Error Refusal(std::string_view toml) {
  Config config;
  auto done = ApplyToml(toml, "redquill.toml", config);
  return done ? Error{} : done.error();
}

std::string FileWith(std::string_view text) {
  const std::string path = testing::TempDir() + "redquill_load_test.toml";
  std::ofstream(path) << text;
  return path;
}

TEST(Config, ReadsEveryKindOfKey) {
  Config config;
  ASSERT_TRUE(
      ApplyToml("[server]\nport = 9000\nidle_timeout_s = 5\nheader_timeout_s = 0.5\n"
                "[models]\nfolder = \"m\"\nonly = [\"a\", \"b\"]\ndefault = \"a\"\n"
                "[log]\nformat = \"json\"\naccess = false\n",
                "redquill.toml", config));
  EXPECT_EQ(config.server.port, 9000u);
  EXPECT_EQ(config.server.idle_timeout_s, 5);
  EXPECT_EQ(config.server.header_timeout_s, 0.5);
  EXPECT_EQ(config.models.folder, "m");
  EXPECT_EQ(config.models.only, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(config.models.default_model, "a");
  EXPECT_EQ(config.log.format, "json");
  EXPECT_FALSE(config.log.access);
  EXPECT_EQ(config.server.address, "127.0.0.1");
}

TEST(Config, FlagsWinOverTheEnvironmentAndThatOverTheFile) {
  const std::string file = FileWith("server.port = 1\nworkers.count = 1\nworkers.queue = 1\n");
  auto config = Load({file,
                      {{"REDQUILL__SERVER__PORT", "2"}, {"REDQUILL__WORKERS__COUNT", "2"}},
                      {{"server.port", "3"}}});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->server.port, 3u);
  EXPECT_EQ(config->workers.count, 2u);
  EXPECT_EQ(config->workers.queue, 1u);
}

TEST(Config, UnknownKeyNamesTheNearest) {
  const Error error = Refusal("[server]\nprot = 1\n");
  EXPECT_EQ(error.code, Code::kInvalidArgument);
  EXPECT_EQ(error.field, "server.prot");
  EXPECT_EQ(error.message,
            "redquill.toml, line 2: there is no setting 'server.prot'. Did you mean server.port?");
  EXPECT_NE(Refusal("[sever]\nport = 1\n").message.find("server.port?"), std::string::npos);
  EXPECT_EQ(Refusal("colour = 1\n").message.find("Did you mean"), std::string::npos);
}

TEST(Config, UnknownVariableNamesTheNearest) {
  auto config = Load({"", {{"REDQUILL__SERVER__PROT", "1"}}, {}});
  ASSERT_FALSE(config);
  EXPECT_NE(config.error().message.find("Did you mean REDQUILL__SERVER__PORT?"), std::string::npos);
}

TEST(Config, VariablesOfOthersAreLeftAlone) {
  EXPECT_TRUE(Load({"", {{"REDQUILL_MODELS", "x"}, {"PATH", "y"}}, {}}));
}

TEST(Config, WrongTypesAndSizesSayWhatWouldFit) {
  EXPECT_EQ(Refusal("server.port = 65536").message,
            "redquill.toml, line 1: server.port must be a whole number from 0 to 65535.");
  for (const char* bad :
       {"server.port = -1", "server.port = \"80\"", "server.port = 80.0",
        "server.idle_timeout_s = nan", "server.idle_timeout_s = 0", "server.address = 1",
        "log.format = \"xml\"", "log.access = 1", "models.only = \"a\"", "models.only = [1]",
        "server.port = {x = 1}", "server = 1", "server.port = 1979-05-27"}) {
    EXPECT_EQ(Refusal(bad).code, Code::kInvalidArgument) << bad;
  }
}

TEST(Config, TextValuesAreCheckedAlike) {
  for (const char* bad : {"", "80x", "+80", "-1", "65536", "0x50", " 80", "80.5"}) {
    auto config = Load({"", {{"REDQUILL__SERVER__PORT", bad}}, {}});
    EXPECT_FALSE(config) << bad;
  }
  EXPECT_FALSE(Load({"", {}, {{"log.access", "yes"}}}));
  EXPECT_FALSE(Load({"", {}, {{"server.idle_timeout_s", "inf"}}}));
  auto config = Load({"", {}, {{"models.only", "a,b"}, {"log.access", "false"}}});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->models.only, (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(config->log.access);
}

TEST(Config, ABrokenFileNamesItsLine) {
  const Error error = Refusal("[server]\nport = \n");
  EXPECT_EQ(error.code, Code::kInvalidArgument);
  EXPECT_NE(error.message.find("redquill.toml, line 2: not TOML"), std::string::npos)
      << error.message;
}

TEST(Config, AMissingFileIsNotFound) {
  auto config = Load({"/nonexistent/redquill.toml", {}, {}});
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, Code::kNotFound);
}

TEST(Config, EnvironmentReadsThisProcess) {
  setenv("REDQUILL__LOG__LEVEL", "debug", 1);
  const auto variables = Environment();
  unsetenv("REDQUILL__LOG__LEVEL");
  EXPECT_EQ(variables.at("REDQUILL__LOG__LEVEL"), "debug");
}

TEST(Config, EveryDefaultFitsItsOwnRule) {
  for (const Key& key : Keys()) {
    Config config;
    EXPECT_TRUE(ApplyToml(std::string(key.name) + " = " + Written(key, {}), "defaults", config))
        << key.name;
    EXPECT_EQ(Written(key, config), Written(key, {}));
  }
}

/// docs/configuration.md holds this table between its two markers.
TEST(Config, DocumentationListsEveryKey) {
  std::string table = "| key | usual value | must be | meaning |\n|---|---|---|---|\n";
  for (const Key& key : Keys()) {
    table += "| `" + std::string(key.name) + "` | `" + Written(key, {}) + "` | " + Rule(key) +
             " | " + std::string(key.meaning) + " |\n";
  }
  auto page = ReadFile(tests::SourcePath("docs/configuration.md"), 1 << 20);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_NE(page->find(table), std::string::npos) << "docs/configuration.md must hold:\n" << table;
}

}  // namespace
}  // namespace redquill::config
