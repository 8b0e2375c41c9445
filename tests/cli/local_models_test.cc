// Which packages a verb loads that scores without a server, and what runs them.
#include <gmock/gmock.h>

#include "tests/cli/length_model_test.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::cli {
namespace {

using testing::HasSubstr;

/// models/ holds "features" (which measures), "tiny" and "vectors" (which read tokens).
class LocalModelsTest : public LengthModelTest {
 protected:
  void SetUp() override {
    LengthModelTest::SetUp();
    std::filesystem::remove(dir_ + "/models/length.rqm");
    samples::WriteLengthModel(dir_ + "/models/features.rqm", "features");
    for (const auto& [checkpoint, name] :
         {std::pair{"bert", "tiny"}, std::pair{"bert_encoder", "vectors"}}) {
      samples::CopyCheckpoint(checkpoint, dir_ + "/" + checkpoint);
      model::ImportOptions options{.folder = dir_ + "/" + checkpoint, .name = name};
      options.embeddings = name == std::string_view("vectors");
      samples::WriteTokenModel(dir_ + "/models/" + name + ".rqm", options);
    }
    Write("essay.txt", "The garden and the garden.\n");
    Write("essays.csv", "text,score\nThe garden.,1\nThe garden and the garden.,2\n");
  }
};

TEST_F(LocalModelsTest, WhoNeedsNoRuntimeCanDoWithoutIt) {
  options_.environment["REDQUILL_ONNXRUNTIME"] = "/nowhere/libonnxruntime.so";
  const Ran scored = Run({"score", "essay.txt", "--json"});
  EXPECT_EQ(scored.status, 0) << scored.out << scored.err;
  EXPECT_EQ(Objects(scored.out).at(0).at("model"), "features");
  EXPECT_EQ(Run({"evaluate", "--data", "essays.csv", "--quiet"}).status, 0);
  const Ran tiny = Run({"score", "essay.txt", "--model", "tiny"});
  EXPECT_EQ(tiny.status, 2);
  EXPECT_THAT(tiny.err, HasSubstr("no ONNX Runtime library at /nowhere"));
}

TEST_F(LocalModelsTest, AnotherPackageThatIsDamagedIsNoHindrance) {
  Write("models/broken.rqm", "no archive");
  EXPECT_EQ(Run({"score", "essay.txt"}).status, 0);
  // But if the usual one can't be read, no other answers in its place.
  Write("models/features.rqm", "no archive");
  const Ran refused = Run({"score", "essay.txt"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr(".rqm"));
}

TEST_F(LocalModelsTest, TheConfigurationSaysWhatRunsThem) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"score", "essay.txt", "--model", "tiny"},
           {"evaluate", "--data", "essays.csv", "--model", "tiny"},
           {"embed", "essay.txt", "--model", "vectors"},
           {"bench", "model", "tiny", "--seconds", "0", "--lengths", "2"}}) {
    Write("redquill.toml", "[engine]\nlibrary = \"/nowhere/named.so\"\n");
    auto with_file = arguments;
    with_file.insert(with_file.end(), {"--config", "redquill.toml"});
    const Ran by_file = Run(with_file);
    EXPECT_EQ(by_file.status, 2) << arguments[0];
    EXPECT_THAT(by_file.out + by_file.err, HasSubstr("at /nowhere/named.so")) << arguments[0];

    options_.environment["REDQUILL__ENGINE__PROVIDERS"] = "gpu";
    const Ran by_variable = Run(arguments);
    EXPECT_EQ(by_variable.status, 2) << arguments[0];
    EXPECT_THAT(by_variable.out + by_variable.err, HasSubstr("engine.providers")) << arguments[0];
    options_.environment.clear();
    const Ran fine = Run(arguments);
    EXPECT_EQ(fine.status, 0) << arguments[0] << ": " << fine.err;
  }
}

TEST_F(LocalModelsTest, TheConfigurationNamesTheDefault) {
  options_.environment["REDQUILL__MODELS__DEFAULT"] = "tiny";
  const Ran scored = Run({"score", "essay.txt", "--json"});
  ASSERT_EQ(scored.status, 0) << scored.out << scored.err;
  EXPECT_EQ(Objects(scored.out).at(0).at("model"), "tiny");
  options_.environment["REDQUILL__MODELS__DEFAULT"] = "missing";
  const Ran refused = Run({"score", "essay.txt"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("missing"));
}

}  // namespace
}  // namespace redquill::cli
