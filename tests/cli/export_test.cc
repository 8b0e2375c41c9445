// redquill models export --triton: what it writes, and Triton's schema of it.
#include <gmock/gmock.h>

#include "tests/cli/length_model_test.h"
#include "tests/support/reference_python.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::cli {
namespace {

using testing::HasSubstr;

class ExportTest : public LengthModelTest {
 protected:
  void Import(const std::string& checkpoint, const std::string& name,
              model::onnx::Operators operators,
              model::onnx::Precision precision = model::onnx::Precision::kFp32) {
    samples::CopyCheckpoint(checkpoint, dir_ + "/" + checkpoint);
    model::ImportOptions options{.folder = dir_ + "/" + checkpoint, .name = name};
    options.embeddings = checkpoint == "bert_encoder";
    options.operators = operators;
    options.precision = precision;
    samples::WriteTokenModel(dir_ + "/models/" + name + ".rqm", options);
  }
};

TEST_F(ExportTest, ARepositoryThatTritonsSchemaAccepts) {
  using model::onnx::Operators;
  using model::onnx::Precision;
  Import("bert", "tiny", Operators::kStandard);
  Import("gpt2", "half", Operators::kStandard, Precision::kFp16);
  Import("bert_encoder", "vectors", Operators::kStandard, Precision::kInt8);
  for (const char* name : {"tiny", "half", "vectors"}) {
    const Ran ran = Run({"models", "export", name, "--triton", "repository"});
    ASSERT_EQ(ran.status, 0) << ran.out << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("repository/" + std::string(name)));
  }
  EXPECT_TRUE(std::filesystem::exists(dir_ + "/repository/tiny/1/model.onnx"));
  EXPECT_TRUE(std::filesystem::exists(dir_ + "/repository/tiny/tokenizer.json"));
  const Ran again = Run({"models", "export", "tiny", "--triton", "repository"});
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.err, HasSubstr("is there already"));
  const auto checked = tests::RunReference("tests/golden/check_triton.py", dir_ + "/repository");
  if (!checked) GTEST_SKIP() << "Triton's schema is not here; run tools/reference-python";
  EXPECT_EQ(checked->status, 0) << checked->out;
}

TEST_F(ExportTest, RefusesWhatTritonCannotRun) {
  Import("bert", "tiny", model::onnx::Operators::kFused);
  const Ran fused = Run({"models", "export", "tiny", "--triton", "repository"});
  EXPECT_EQ(fused.status, 2);
  EXPECT_THAT(fused.err, HasSubstr("--operators standard"));
  const Ran features = Run({"models", "export", "length", "--triton", "repository", "--json"});
  EXPECT_EQ(features.status, 2);
  EXPECT_THAT(features.out, HasSubstr("is run by gbdt"));
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/repository"));
}

}  // namespace
}  // namespace redquill::cli
