// redquill models list|show|verify
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/package_writer.h"
#include "tests/cli/run.h"
#include "tests/support/sample_package.h"

namespace redquill::cli {
namespace {

using nlohmann::json;

class ModelsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = ::testing::TempDir() + "rq_models_" + std::to_string(::getpid());
    std::filesystem::create_directories(dir_ + "/models");
    options_.folder = dir_;
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  std::string Add(const std::string& file, const std::string& name) {
    const std::string path = dir_ + "/models/" + file;
    const auto digest =
        model::WritePackage(path, samples::SampleManifest(name), samples::SampleFiles());
    EXPECT_TRUE(digest);
    return digest.value_or("");
  }
  /// Changes a byte of model.onnx, which lies in the archive as it is.
  void Damage(const std::string& file) {
    const std::string path = dir_ + "/models/" + file;
    std::string bytes = *ReadFile(path, 1 << 20);
    const size_t at = bytes.find(samples::SampleFiles()[0].bytes);
    ASSERT_NE(at, std::string::npos);
    bytes[at + 5] ^= 1;
    ASSERT_TRUE(WriteFileAtomically(path, bytes));
  }
  Ran Models(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "models");
    return RunProgram(arguments, options_);
  }

  std::string dir_;
  RunOptions options_;
};

TEST_F(ModelsTest, ListsWhatIsThere) {
  const std::string digest = Add("1.rqm", "second");
  Add("2.rqm", "first");
  const Ran ran = Models({"list"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  EXPECT_LT(ran.out.find("first"), ran.out.find("second"));
  EXPECT_NE(ran.out.find("features-gbdt"), std::string::npos);
  EXPECT_NE(ran.out.find("1..6"), std::string::npos);
  EXPECT_NE(ran.out.find(digest.substr(0, 12)), std::string::npos);

  const Ran as_json = Models({"list", "--json"});
  EXPECT_EQ(as_json.status, 0);
  const json listing = json::parse(as_json.out);
  EXPECT_EQ(listing["folder"], "models");
  EXPECT_EQ(listing["models"][0]["name"], "first");
  EXPECT_EQ(listing["models"][1]["digest"], digest);
  EXPECT_EQ(listing["models"][1]["file"], "models/1.rqm");
  EXPECT_TRUE(listing["refused"].empty());
}

TEST_F(ModelsTest, ListNamesEachPackageThatCannotBeUsed) {
  Add("good.rqm", "good");
  Add("a.rqm", "twin");
  Add("b.rqm", "twin");
  ASSERT_TRUE(WriteFileAtomically(dir_ + "/models/bad.rqm", "damaged"));
  const Ran ran = Models({"list"});
  EXPECT_EQ(ran.status, 1);
  EXPECT_NE(ran.out.find("good"), std::string::npos);
  EXPECT_NE(ran.err.find("models/bad.rqm: too short to be a zip archive"), std::string::npos);
  EXPECT_NE(ran.err.find("several packages are called twin: models/a.rqm, models/b.rqm"),
            std::string::npos);
  const json listing = json::parse(Models({"list", "--json"}).out);
  EXPECT_EQ(listing["models"].size(), 1u);
  ASSERT_EQ(listing["refused"].size(), 3u);
  EXPECT_EQ(listing["refused"][0]["file"], "models/a.rqm");
  EXPECT_EQ(listing["refused"][0]["error"]["code"], "conflict");
  EXPECT_EQ(listing["refused"][2]["error"]["code"], "corrupt");
}

TEST_F(ModelsTest, TakesTheFolderFromFlagOrEnvironment) {
  Add("a.rqm", "one");
  std::filesystem::rename(dir_ + "/models", dir_ + "/elsewhere");
  EXPECT_EQ(Models({"list", "--models", "elsewhere"}).status, 0);
  const Ran nowhere = Models({"list"});
  EXPECT_EQ(nowhere.status, 2);
  EXPECT_NE(nowhere.err.find("name one with --models or REDQUILL_MODELS"), std::string::npos);
  options_.environment["REDQUILL_MODELS"] = dir_ + "/elsewhere";
  EXPECT_EQ(Models({"list"}).status, 0);
  options_.environment["REDQUILL_MODELS"] = "/no/such/folder";
  const Ran gone = Models({"list", "--json"});
  EXPECT_EQ(gone.status, 2);
  EXPECT_EQ(gone.err, "");
  EXPECT_EQ(json::parse(gone.out)["error"]["code"], "not_found");
  EXPECT_EQ(json::parse(gone.out)["error"]["field"], "models");
}

TEST_F(ModelsTest, ShowsTheManifest) {
  const std::string digest = Add("a.rqm", "one");
  const Ran ran = Models({"show", "one"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  for (const char* part : {"one 1.0.0", "cohesion", "Should school start later?", "made-up",
                           "Apache-2.0", "model.onnx", "512", "feature_table 0a1b2c"}) {
    EXPECT_NE(ran.out.find(part), std::string::npos) << part;
  }
  EXPECT_NE(ran.out.find(digest), std::string::npos);
  const json shown = json::parse(Models({"show", "models/a.rqm", "--json"}).out);
  EXPECT_EQ(shown["name"], "one");
  EXPECT_EQ(shown["digest"], digest);
  EXPECT_EQ(shown["files"].size(), 4u);
}

TEST_F(ModelsTest, ShowNamesTheModelsThereAre) {
  Add("a.rqm", "one");
  const Ran ran = Models({"show", "two"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_NE(ran.err.find("there is no model 'two' in models; there are: one"), std::string::npos);
  EXPECT_EQ(Models({"show", "none.rqm"}).status, 2);
}

TEST_F(ModelsTest, VerifySaysEachFilesState) {
  const std::string digest = Add("a.rqm", "one");
  const Ran sound = Models({"verify", "one"});
  EXPECT_EQ(sound.status, 0) << sound.err;
  EXPECT_NE(sound.out.find(digest), std::string::npos);
  for (const auto& file : samples::SampleFiles()) {
    EXPECT_NE(sound.out.find(file.path), std::string::npos) << file.path;
  }
  Damage("a.rqm");
  const Ran damaged = Models({"verify", "one"});
  EXPECT_EQ(damaged.status, 1);
  EXPECT_NE(damaged.out.find("file 'model.onnx' is damaged (CRC-32)"), std::string::npos);
  const json checks = json::parse(Models({"verify", "models/a.rqm", "--json"}).out);
  EXPECT_EQ(checks["sound"], false);
  int unsound = 0;
  for (const json& file : checks["files"]) unsound += file["sound"] == false;
  EXPECT_EQ(unsound, 1);
}

TEST_F(ModelsTest, VerifyRefusesWhatIsNoPackage) {
  ASSERT_TRUE(WriteFileAtomically(dir_ + "/bad.rqm", std::string(300, 'x')));
  const Ran ran = Models({"verify", "bad.rqm"});
  EXPECT_EQ(ran.status, 1);
  EXPECT_NE(ran.err.find("bad.rqm: does not end like a zip archive"), std::string::npos);
  const json refused = json::parse(Models({"verify", "bad.rqm", "--json"}).out);
  EXPECT_EQ(refused["error"]["code"], "corrupt");
}

TEST_F(ModelsTest, HelpShowsAnExample) {
  for (const char* verb : {"list", "show", "verify"}) {
    const Ran ran = Models({verb, "--help"});
    EXPECT_EQ(ran.status, 0);
    EXPECT_NE(ran.out.find(std::string("redquill models ") + verb), std::string::npos) << ran.out;
  }
  EXPECT_EQ(Models({}).status, 2);
  EXPECT_EQ(Models({"show"}).status, 2);
  EXPECT_EQ(Models({"list", "--surprise"}).status, 2);
}

}  // namespace
}  // namespace redquill::cli
