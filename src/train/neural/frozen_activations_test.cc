#include "train/neural/frozen_activations.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "model/hf/checkpoint.h"
#include "tests/support/paths.h"

namespace redquill::train {
namespace {

namespace fs = std::filesystem;

class FrozenActivationsTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string tiny = tests::SourcePath("tests/golden/checkpoints/bert_encoder");
    const auto config = model::hf::ReadConfigFile(tiny);
    const auto checkpoint = model::hf::Checkpoint::Open(tiny);
    ASSERT_TRUE(config && checkpoint);
    EncoderOptions options;
    options.max_tokens = 48;
    options.trained_layers = 1;
    auto made = EncoderNetwork::FromCheckpoint(*config, **checkpoint, options, 1);
    ASSERT_TRUE(made) << made.error().message;
    network_ = std::move(*made);
    for (int32_t i = 0; i < 70; ++i) texts_.push_back(std::vector<int32_t>(size_t(i % 5), i % 61));
    essays_.assign(texts_.begin(), texts_.end());
    folder_ = testing::TempDir() + "/frozen_" +
              testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  Result<FrozenActivations> Make(const std::string& folder) {
    told_ = 0;
    return FrozenActivations::Make(network_.get(), essays_, folder,
                                   [&](size_t tokens) { told_ = tokens; });
  }

  std::unique_ptr<EncoderNetwork> network_;
  std::vector<std::vector<int32_t>> texts_;
  std::vector<Tokens> essays_;
  std::string folder_;
  size_t told_ = 0;
};

TEST_F(FrozenActivationsTest, FilesHoldWhatMemoryHolds) {
  const auto memory = Make("");
  ASSERT_TRUE(memory);
  EXPECT_EQ(told_, 140u);
  const auto first = Make(folder_);
  ASSERT_TRUE(first) << first.error().message;
  // 64 essays a file. One that was cut off is made anew; one that is whole is not touched.
  std::vector<fs::path> files;
  for (const auto& file : fs::directory_iterator(folder_)) files.push_back(file.path());
  ASSERT_EQ(files.size(), 2u);
  fs::resize_file(files[0], 10);
  const auto kept = fs::last_write_time(files[1]);
  const auto second = Make(folder_);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(fs::last_write_time(files[1]), kept);
  for (size_t i = 0; i < essays_.size(); ++i) {
    EXPECT_EQ(memory->Of(i).size(), essays_[i].size() * 32);
    EXPECT_TRUE(std::ranges::equal(memory->Of(i), second->Of(i))) << i;
  }
}

TEST_F(FrozenActivationsTest, OtherWeightsHaveOtherFiles) {
  ASSERT_TRUE(Make(folder_));
  network_->parameters().at("encoder.layer.0.output.dense.bias").add_(1);
  ASSERT_TRUE(Make(folder_));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 4);
}

// As on a full disk: no byte beyond the first 4096 of a file can be written.
TEST_F(FrozenActivationsTest, AFullDiskIsAnErrorAndLeavesNothingHalf) {
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit = {};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit small = {4096, limit.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const auto full = Make(folder_);
  setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, before);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, Code::kIo);
  for (const auto& file : fs::directory_iterator(folder_)) {
    EXPECT_LE(fs::file_size(file.path()), 4096u) << file.path();
    EXPECT_TRUE(file.path().extension() == ".bf16") << file.path();
  }
}

}  // namespace
}  // namespace redquill::train
