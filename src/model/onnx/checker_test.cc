// Every golden checkpoint at every precision before the reference checker, onnx.checker. Needs the
// reference implementations: tools/reference-python.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/file.h"
#include "tests/support/paths.h"
#include "tests/support/reference_python.h"
#include "tests/support/tiny_model.h"

namespace redquill::model::onnx {
namespace {

namespace fs = std::filesystem;

TEST(CheckerTest, TheReferenceFindsNothingWrong) {
  const std::string source = tests::SourcePath("");
  const std::string folder = testing::TempDir() + "rq_checker_" + std::to_string(::getpid());
  fs::create_directories(folder);
  int written = 0;
  for (const auto& entry : fs::directory_iterator(source + "/tests/golden/checkpoints")) {
    if (!entry.is_directory()) continue;
    const std::string name = entry.path().filename().string();
    for (const Operators operators : {Operators::kStandard, Operators::kFused}) {
      for (const Precision precision : {Precision::kFp32, Precision::kInt8, Precision::kFp16}) {
        if (operators == Operators::kFused && precision == Precision::kFp16) continue;
        WriteOptions options;
        options.precision = precision;
        options.operators = operators;
        const std::string file = folder + "/" + name + "-" + std::string(NameOf(precision)) + "-" +
                                 std::string(NameOf(operators)) + ".onnx";
        ASSERT_TRUE(WriteFileAtomically(file, tests::TinyModel(name, options)));
        ++written;
      }
    }
  }
  const auto checked = tests::RunReference("tests/golden/check_onnx.py", folder);
  fs::remove_all(folder);
  if (!checked) GTEST_SKIP() << "onnx.checker is not here; run tools/reference-python";
  EXPECT_EQ(checked->status, 0) << checked->out;
  EXPECT_NE(checked->out.find(std::to_string(written) + " of " + std::to_string(written) + " good"),
            std::string::npos)
      << checked->out;
}

}  // namespace
}  // namespace redquill::model::onnx
