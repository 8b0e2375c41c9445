#include "engine/gbdt/weights.h"

#include <gtest/gtest.h>

#include "engine/gbdt/sample_model.h"
#include "model/safetensors.h"
#include "model/safetensors_writer.h"

namespace redquill::engine::gbdt {
namespace {

Result<Weights> Read(const std::string& file, const Spec& spec) {
  const auto tensors = model::Safetensors::Read(std::as_bytes(std::span(file)));
  if (!tensors) return Failure(tensors.error());
  return ReadWeights(spec, 2, *tensors);
}

TEST(Weights, AreReadBack) {
  const Spec spec = SampleSpec();
  const Weights weights = SampleWeights();  // All of them exact in half precision.
  const std::string file = WriteWeights(spec, 2, weights);
  const auto back = Read(file, spec);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->landmarks, weights.landmarks);
  EXPECT_EQ(back->parts[0].intercept, weights.parts[0].intercept);
  EXPECT_EQ(back->parts[0].blocks, weights.parts[0].blocks);
  EXPECT_EQ(back->parts[0].folded, weights.parts[0].folded);
  EXPECT_EQ(back->parts[0].kernel_by_prompt, weights.parts[0].kernel_by_prompt);
  EXPECT_EQ(back->parts[1].kernel, weights.parts[1].kernel);
  EXPECT_EQ(back->topics.centroids, weights.topics.centroids);
  EXPECT_EQ(WriteWeights(spec, 2, *back), file);
}

TEST(Weights, RefuseWhatDoesNotFitTheSpec) {
  const std::string file = WriteWeights(SampleSpec(), 2, SampleWeights());
  Spec more = SampleSpec();
  more.features = 3;
  auto wrong = Read(file, more);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Code::kCorrupt);
  EXPECT_NE(wrong.error().message.find("kernel.mean"), std::string::npos) << wrong.error().message;

  Spec less = SampleSpec();
  less.topics.clear();
  wrong = Read(file, less);
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("topics.centroids belongs to nothing"), std::string::npos)
      << wrong.error().message;

  Spec renamed = SampleSpec();
  renamed.parts[1].name = "other";
  wrong = Read(file, renamed);
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("other.intercept is missing"), std::string::npos)
      << wrong.error().message;
}

TEST(Weights, RefuseNumbersThatAreNotFinite) {
  Weights weights = SampleWeights();
  weights.parts[1].blocks[0][3][1] = 1e9f;  // Infinite in half precision.
  const auto wrong = Read(WriteWeights(SampleSpec(), 2, weights), SampleSpec());
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("general.ngrams.words"), std::string::npos)
      << wrong.error().message;
}

}  // namespace
}  // namespace redquill::engine::gbdt
