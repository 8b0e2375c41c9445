// Every golden checkpoint and every LSTM at every precision before the reference checker,
// onnx.checker. Needs the reference implementations: tools/reference-python.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"
#include "model/onnx/lstm_writer.h"
#include "tests/support/paths.h"
#include "tests/support/reference_python.h"
#include "tests/support/tiny_model.h"

namespace redquill::model::onnx {
namespace {

namespace fs = std::filesystem;

// The weights of an LSTM, all 0.25: the checker reads shapes and operators.
class LstmWeights : public TensorSource {
 public:
  explicit LstmWeights(const LstmShape& s) {
    const int64_t gates = 4 * s.hidden;
    Add("embedding.weight", {s.vocabulary, s.width});
    for (const std::string end : {"", "_reverse"}) {
      Add("lstm.weight_ih_l0" + end, {gates, s.width});
      Add("lstm.weight_hh_l0" + end, {gates, s.hidden});
      Add("lstm.bias_l0" + end, {gates});
    }
    if (s.pooling == LstmPooling::kAttention) {
      Add("attention.weight", {2 * s.hidden, 2 * s.hidden});
      Add("attention.bias", {2 * s.hidden});
      Add("attention.query", {2 * s.hidden, 1});
    }
    Add("head.weight", {s.outputs, s.pooled()});
    Add("head.bias", {s.outputs});
  }
  const TensorView* Find(std::string_view name) const override {
    const auto found = views_.find(std::string(name));
    return found == views_.end() ? nullptr : &found->second;
  }
  std::vector<std::string> Names() const override {
    std::vector<std::string> names;
    for (const auto& [name, view] : views_) names.push_back(name);
    return names;
  }

 private:
  void Add(const std::string& name, const Shape& shape) {
    TensorView view{DType::kF32, shape, {}};
    auto& values = values_[name];
    size_t elements = 1;
    for (const int64_t size : shape) elements *= static_cast<size_t>(size);
    values.assign(elements, 0.25f);
    view.bytes = std::as_bytes(std::span(values));
    views_[name] = view;
  }

  std::map<std::string, std::vector<float>> values_;
  std::map<std::string, TensorView> views_;
};

int WriteLstms(const std::string& folder) {
  int written = 0;
  for (const LstmPooling pooling :
       {LstmPooling::kMean, LstmPooling::kAttention, LstmPooling::kMeanAndSum}) {
    for (const Operators operators : {Operators::kStandard, Operators::kFused}) {
      for (const Precision precision : {Precision::kFp32, Precision::kInt8}) {
        const LstmShape shape{
            .vocabulary = 11, .width = 6, .hidden = 4, .pooling = pooling, .outputs = 2};
        WriteOptions options;
        options.precision = precision;
        options.operators = operators;
        options.max_tokens = 64;
        const auto lstm = WriteLstm(shape, LstmWeights(shape), options);
        EXPECT_TRUE(lstm) << (lstm ? "" : lstm.error().message);
        const std::string file = folder + "/lstm-" + std::string(NameOf(pooling)) + "-" +
                                 std::string(NameOf(precision)) + "-" +
                                 std::string(NameOf(operators)) + ".onnx";
        if (lstm && WriteFileAtomically(file, lstm->onnx)) ++written;
      }
    }
  }
  return written;
}

TEST(CheckerTest, TheReferenceFindsNothingWrong) {
  const std::string folder = testing::TempDir() + "rq_checker_" + std::to_string(::getpid());
  fs::create_directories(folder);
  int written = WriteLstms(folder);
  ASSERT_EQ(written, 12);
  for (const auto& entry : fs::directory_iterator(tests::SourcePath("tests/golden/checkpoints"))) {
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
