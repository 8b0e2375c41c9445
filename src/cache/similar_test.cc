#include "cache/similar.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/tiny_checkpoint.h"

namespace redquill::cache {
namespace {

std::shared_ptr<const scoring::Answer> AnswerOf(double score) {
  auto answer = std::make_shared<scoring::Answer>();
  answer->outputs.push_back({"holistic", score, score, score, {1, 6, 1}});
  return answer;
}

std::string TextOf(int words, const std::string& word = "garden") {
  std::string text;
  for (int i = 0; i < words; ++i) text += word + std::to_string(i % 50) + " ";
  return text;
}

class Similar : public testing::Test {
 protected:
  ~Similar() override { std::filesystem::remove_all(folder_); }
  std::unique_ptr<const engine::Embedder> TinyEmbedder() {
    samples::CopyCheckpoint("bert_encoder", folder_);
    const std::string path = folder_ + "/tiny.rqm";
    model::ImportOptions options{.folder = folder_, .name = "tiny"};
    options.embeddings = true;
    samples::WriteTokenModel(path, options);
    return engine::Embedder::Open(*model::Package::Open(path)).value();
  }
  const std::string folder_ = testing::TempDir() + "rq_similar_" + std::to_string(::getpid());
};

TEST_F(Similar, WithoutTiersFindsNothing) {
  SimilarAnswers similar;
  auto search = similar.Look("s", TextOf(100), 1);
  EXPECT_FALSE(search.found);
  similar.Learn(std::move(search), AnswerOf(3), 1);
  EXPECT_FALSE(similar.Look("s", TextOf(100), 1).found);
  EXPECT_FALSE(similar.stats().near);
}

TEST_F(Similar, MarksANearDuplicateWithItsSimilarity) {
  SimilarAnswers similar;
  similar.UseNear({.audit = 0, .ttl_ms = 0});
  const std::string text = TextOf(100);
  similar.Learn(similar.Look("s", text, 1), AnswerOf(3), 1);
  const auto search = similar.Look("s", text + "more", 2);
  ASSERT_TRUE(search.found);
  EXPECT_EQ(search.found->tier, "near-duplicate");
  EXPECT_DOUBLE_EQ(search.found->similarity, 100.0 / 101);
  EXPECT_EQ(search.found->hit.scored_ms, 1);
  EXPECT_FALSE(similar.Look("another", text, 2).found);
  EXPECT_EQ(similar.stats().near->hits, 1u);
}

TEST_F(Similar, TheSemanticTierServesOnlyAfterItLearnt) {
  SimilarAnswers similar;
  similar.UseSemantic(std::make_unique<SemanticCache>(
                          SemanticCache::Options{.error = 0.2, .audit = 0, .ttl_ms = 0}),
                      TinyEmbedder());
  int first = -1;
  for (int i = 0; i < 100 && first < 0; ++i) {
    // Longer than the model reads at once.
    auto search = similar.Look("s", "the garden. " + TextOf(60 + i % 3, "the "), i);
    if (search.found) {
      first = i;
      EXPECT_EQ(search.found->tier, "semantic");
      EXPECT_GT(search.found->similarity, 0.5);
    } else {
      similar.Learn(std::move(search), AnswerOf(4), i);
    }
  }
  // 0.2 can't be shown by fewer than log(0.2 / 3) / log(0.8 / (1 - 0.2 / 3)) = 17 pairs.
  EXPECT_GE(first, 17);
  EXPECT_EQ(similar.stats().semantic->served, 1u);
}

}  // namespace
}  // namespace redquill::cache
