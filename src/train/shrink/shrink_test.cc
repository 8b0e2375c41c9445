#include "train/shrink/shrink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/paths.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::train {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Shrink : public testing::Test {
 protected:
  Shrinker Open(const std::string& name) {
    samples::CopyCheckpoint(name, from_);
    auto shrinker = Shrinker::Open(from_);
    if (!shrinker) throw std::runtime_error(shrinker.error().message);
    return std::move(*shrinker);
  }

  // Tests run beside one another.
  const std::string from_ = testing::TempDir() + "/shrink_from_" + std::to_string(::getpid());
  const std::string to_ = testing::TempDir() + "/shrink_to_" + std::to_string(::getpid());
};

std::vector<float> Tensor(const model::hf::Checkpoint& checkpoint, const std::string& name) {
  const auto* tensor = checkpoint.Find(name);
  if (tensor == nullptr) throw std::runtime_error(name);
  return model::ToFloats(*tensor);
}

TEST_F(Shrink, KeepsTheLayersAndTheTokensThatAreUsed) {
  const Shrinker shrinker = Open("bert");
  const auto encoding = shrinker.tokenizer().Encode("the garden", 0);
  ASSERT_TRUE(encoding);
  const auto shrunk = shrinker.Write({{1}, {encoding->ids.begin(), encoding->ids.end()}}, to_);
  ASSERT_TRUE(shrunk) << shrunk.error().message;
  EXPECT_EQ(shrunk->tokens_before, 61);
  EXPECT_EQ(shrunk->tokens, 60);  // "and" is spelt now.
  EXPECT_EQ(shrunk->layers_before, 2);
  EXPECT_EQ(shrunk->layers, 1);

  const auto config = model::hf::ReadConfigFile(to_);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->architecture, model::hf::Architecture::kDistilBert);
  EXPECT_EQ(config->vocabulary, 60);
  EXPECT_EQ(config->layers, 1);
  EXPECT_EQ(config->pad_token, 0);
  const auto from = model::hf::Checkpoint::Open(from_), to = model::hf::Checkpoint::Open(to_);
  ASSERT_TRUE(from && to);
  EXPECT_EQ(Tensor(**to, "transformer.layer.0.ffn.lin1.weight"),
            Tensor(**from, "bert.encoder.layer.1.intermediate.dense.weight"));
  const auto words = Tensor(**from, "bert.embeddings.word_embeddings.weight");
  EXPECT_EQ(Tensor(**to, "embeddings.word_embeddings.weight"),
            std::vector<float>(words.begin(), words.end() - config->hidden));
}

TEST_F(Shrink, RefusesLayersThatAreNotThere) {
  const Shrinker shrinker = Open("bert");
  for (const std::vector<int64_t>& layers :
       std::vector<std::vector<int64_t>>{{}, {-1}, {2}, {0, 0}, {1, 0}}) {
    const auto refused = shrinker.Write({layers, {}}, to_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::kInvalidArgument);
    EXPECT_THAT(refused.error().message, HasSubstr("at most 1"));
  }
}

TEST_F(Shrink, RefusesAnotherArchitecture) {
  samples::CopyCheckpoint("gpt2", from_);
  const auto refused = Shrinker::Open(from_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kUnsupported);
}

}  // namespace
}  // namespace redquill::train
