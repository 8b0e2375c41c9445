// Trainings on a disk that fills up, and with losses and scores that nothing can be learned from.
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <nlohmann/json.hpp>

#include "tests/cli/training.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class TrainFaultsTest : public TrainTest {
 protected:
  void SetUp() override {
    TrainTest::SetUp();
    if (Train({"lstm", "--help"}).status != 0) GTEST_SKIP() << "built without LibTorch";
    Write("essays.csv", MadeUpTable(120));
  }
  std::vector<std::string> Lstm(const std::vector<std::string>& more) {
    std::vector<std::string> all = {"lstm",     "--data", "essays.csv",     "--width", "64",
                                    "--hidden", "64",     "--batch-tokens", "1024",    "--quiet"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  double RawOf(const std::string& model) {
    Write("essay.txt", "However, a park also teaches patience, because trees grow slowly.");
    const Ran scored =
        RunProgram({"score", "essay.txt", "--json", "--models", ".", "--model", model}, options_);
    EXPECT_EQ(scored.status, 0) << scored.err;
    return json::parse(scored.out).at("raw");
  }
};

/// A folder on a disk of its own, as large as one likes.
class SmallDisk {
 public:
  SmallDisk(std::string folder, uint64_t bytes) : folder_(std::move(folder)) {
    fs::create_directories(folder_);
    const std::string size = "size=" + std::to_string(bytes);
    mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, size.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  bool Grow() const {
    return ::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, "size=256m") == 0;
  }

 private:
  std::string folder_;
  bool mounted_ = false;
};

TEST_F(TrainFaultsTest, AFullDiskLosesNothingOfATrainingButWhatCameAfterItsLastCheckpoint) {
  const Ran whole = Train(Lstm({"--epochs", "3", "--out", "whole.rqm", "--work", "whole"}));
  ASSERT_EQ(whole.status, 0) << whole.err;
  // Room for a checkpoint, but not for the next one beside it.
  const auto one = fs::file_size(dir_ + "/whole.safetensors");
  const SmallDisk disk(dir_ + "/small", one + one / 2);
  if (!disk.mounted()) GTEST_SKIP() << "may not mount a tmpfs";
  const auto arguments = Lstm({"--epochs", "3", "--out", "full.rqm", "--work", "small/work"});
  const Ran full = Train(arguments);
  EXPECT_NE(full.status, 0);
  EXPECT_NE(full.err.find("No space left on device"), std::string::npos) << full.err;
  EXPECT_NE(full.err.find("small/work.safetensors"), std::string::npos) << full.err;
  EXPECT_FALSE(fs::exists(dir_ + "/full.rqm"));
  EXPECT_GT(fs::file_size(dir_ + "/small/work.safetensors"), one / 2) << "the first epoch's stays";

  ASSERT_TRUE(disk.Grow());
  const Ran resumed = Train(arguments);
  ASSERT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_EQ(RawOf("full"), RawOf("whole"));
}

TEST_F(TrainFaultsTest, AFullDiskUnderThePackageLeavesTheOldOne) {
  const SmallDisk disk(dir_ + "/small", 16 << 10);
  if (!disk.mounted()) GTEST_SKIP() << "may not mount a tmpfs";
  Write("small/model.rqm", "old");
  for (const auto& arguments : {Lstm({"--epochs", "1", "--out", "small/model.rqm"}),
                                std::vector<std::string>{"features", "--data", "essays.csv",
                                                         "--out", "small/model.rqm", "--quiet"}}) {
    const Ran ran = Train(arguments);
    EXPECT_NE(ran.status, 0);
    EXPECT_NE(ran.err.find("No space left on device"), std::string::npos) << ran.err;
    EXPECT_EQ(*ReadFile(dir_ + "/small/model.rqm", 100), "old");
  }
}

TEST_F(TrainFaultsTest, AFullDiskUnderKeptActivationsIsSaid) {
  const SmallDisk disk(dir_ + "/small", 16 << 10);
  if (!disk.mounted()) GTEST_SKIP() << "may not mount a tmpfs";
  samples::CopyCheckpoint("bert_encoder", dir_ + "/tiny");
  const Ran ran = Train({"minilm", "--init", "tiny", "--data", "essays.csv", "--trained-layers",
                         "1", "--epochs", "1", "--out", "mini.rqm", "--work", "small/work",
                         "--max-tokens", "400", "--quiet"});
  EXPECT_NE(ran.status, 0);
  EXPECT_NE(ran.err.find("No space left on device"), std::string::npos) << ran.err;
  EXPECT_FALSE(fs::exists(dir_ + "/mini.rqm"));
}

TEST_F(TrainFaultsTest, ADivergingLossLeavesTheLastCheckpoint) {
  const std::vector<std::string> calm = {"--epochs", "2", "--out", "model.rqm", "--work", "work"};
  ASSERT_EQ(Train(Lstm(calm)).status, 0);
  const std::string before = *ReadFile(dir_ + "/work.safetensors", 1 << 26);
  fs::remove(dir_ + "/model.rqm");
  const Ran wild = Train(
      Lstm({"--epochs", "30", "--out", "model.rqm", "--work", "wild", "--learning-rate", "1e20"}));
  EXPECT_EQ(wild.status, 2);
  EXPECT_NE(wild.err.find("diverged in epoch"), std::string::npos) << wild.err;
  EXPECT_NE(wild.err.find("lower --learning-rate"), std::string::npos) << wild.err;
  EXPECT_FALSE(fs::exists(dir_ + "/model.rqm"));
  // Another training's checkpoint is neither used nor overwritten.
  const Ran other = Train(
      Lstm({"--epochs", "2", "--out", "model.rqm", "--work", "work", "--learning-rate", "1e20"}));
  EXPECT_NE(other.status, 0);
  EXPECT_NE(other.err.find("other essays or options"), std::string::npos) << other.err;
  EXPECT_EQ(*ReadFile(dir_ + "/work.safetensors", 1 << 26), before);
}

TEST_F(TrainFaultsTest, ScoresThatAreAllTheSameAreRefusedBeforeAnythingIsTrained) {
  std::string constant = MadeUpTable(120);
  for (size_t at = 0; (at = constant.find("\ne", at)) != std::string::npos; ++at) {
    constant[constant.find(',', at) + 1] = '3';
  }
  Write("essays.csv", constant);
  samples::CopyCheckpoint("bert_encoder", dir_ + "/tiny");
  std::string folds = "essay_id\tfold\n";
  for (int i = 0; i < 120; ++i)
    folds += "e" + std::to_string(i) + "\t" + std::to_string(i % 2) + "\n";
  Write("folds.tsv", folds);
  const std::vector<std::vector<std::string>> verbs = {
      {"minilm", "--init", "tiny", "--out", "bad.rqm", "--max-tokens", "400"},
      {"cv", "minilm", "--init", "tiny", "--folds", "folds.tsv", "--max-tokens", "400"},
      {"lstm", "--out", "bad.rqm"},
      {"cv", "lstm", "--folds", "folds.tsv"},
      {"features", "--out", "bad.rqm"},
      {"cv", "features", "--folds", "folds.tsv"}};
  for (auto verb : verbs) {
    verb.insert(verb.end(), {"--data", "essays.csv", "--quiet"});
    const Ran ran = Train(verb);
    EXPECT_EQ(ran.status, 2) << verb[0] << verb[1] << ran.err;
    EXPECT_NE(ran.err.find("one score"), std::string::npos) << verb[0] << verb[1] << ran.err;
    EXPECT_FALSE(fs::exists(dir_ + "/bad.rqm"));
  }
}

TEST_F(TrainFaultsTest, EveryCrossValidationSaysThatItsFoldsAreMissing) {
  samples::CopyCheckpoint("bert_encoder", dir_ + "/tiny");
  Write("short.tsv", "essay_id\tfold\ne0\t0\ne1\t1\n");
  const std::vector<std::vector<std::string>> verbs = {
      {"cv", "features"}, {"cv", "lstm"}, {"cv", "minilm", "--init", "tiny"}};
  for (const auto& verb : verbs) {
    const auto told = [&](std::vector<std::string> more) {
      std::vector<std::string> all = verb;
      all.insert(all.end(), {"--data", "essays.csv", "--quiet"});
      all.insert(all.end(), more.begin(), more.end());
      const Ran ran = Train(all);
      EXPECT_EQ(ran.status, 2) << verb[1] << ran.err;
      return ran.err;
    };
    EXPECT_NE(told({}).find("--folds"), std::string::npos) << verb[1];
    EXPECT_NE(told({"--folds", "absent.tsv"}).find("absent.tsv"), std::string::npos) << verb[1];
    EXPECT_NE(told({"--folds", "short.tsv"}).find("e2"), std::string::npos) << verb[1];
  }
}

}  // namespace
}  // namespace redquill::cli
