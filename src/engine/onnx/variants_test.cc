#include "engine/onnx/variants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/cpu.h"
#include "engine/embedder.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::engine::onnx {
namespace {

using testing::HasSubstr;

model::Manifest WithVariants(const nlohmann::json& variants) {
  model::Manifest manifest;
  manifest.config = {{"precision", "fp32"}, {"variants", variants}};
  return manifest;
}

TEST(VariantsTest, KnowsWhatAProcessorHas) {
  for (const char* set : {"avx512_vnni", "avx_vnni"}) EXPECT_EQ(MeetsCpu("vnni", set), true) << set;
  for (const char* set : {"avx512", "avx2", "sse4.2", "x86-64", "aarch64"}) {
    EXPECT_EQ(MeetsCpu("vnni", set), false) << set;
  }
  EXPECT_EQ(MeetsCpu("avx512", "avx_vnni"), false);
  EXPECT_EQ(MeetsCpu("avx2", "avx512"), true);
  EXPECT_EQ(MeetsCpu("avx2", "sse4.2"), false);
  EXPECT_EQ(MeetsCpu("amx", "avx512_vnni"), std::nullopt);
}

TEST(VariantsTest, RefusesWhatIsNotMetOrNotKnown) {
  model::Manifest manifest;
  EXPECT_TRUE(CheckRequirements(manifest, "sse4.2"));
  manifest.requirements = {{"cpu", "vnni"}};
  EXPECT_TRUE(CheckRequirements(manifest, "avx512_vnni"));
  auto refused = CheckRequirements(manifest, "avx2");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kUnsupported);
  EXPECT_THAT(refused.error().message, HasSubstr("needs a processor with vnni; this one has avx2"));
  manifest.requirements = {{"cpu", "a-better-one"}};
  refused = CheckRequirements(manifest, "avx2");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("'a-better-one', which this program does not"));
  manifest.requirements = {{"moon", "full"}};
  refused = CheckRequirements(manifest, "avx2");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("requires moon"));
  EXPECT_EQ(refused.error().field, "requires.moon");
}

TEST(VariantsTest, TakesTheFirstThatTheProcessorMeets) {
  const auto manifest =
      WithVariants({{{"file", "a.onnx"}, {"precision", "int8"}, {"cpu", "vnni"}},
                    {{"file", "b.onnx"}, {"precision", "int8"}, {"cpu", "avx2"}}});
  ProviderSettings cpu, gpu;
  gpu.order = {Provider::kCuda, Provider::kCpu};
  EXPECT_EQ(ChooseVariant(manifest, "avx512_vnni", cpu)->file, "a.onnx");
  EXPECT_EQ(ChooseVariant(manifest, "avx2", cpu)->file, "b.onnx");
  EXPECT_EQ(ChooseVariant(manifest, "sse4.2", cpu)->file, "model.onnx");
  EXPECT_EQ(ChooseVariant(manifest, "sse4.2", cpu)->precision, "fp32");
  EXPECT_EQ(ChooseVariant(manifest, "avx512_vnni", gpu)->file, "model.onnx");
  EXPECT_EQ(ChooseVariant({}, "avx512_vnni", cpu)->file, "model.onnx");
}

TEST(VariantsTest, RefusesVariantsOfAnotherForm) {
  const auto code = [](const nlohmann::json& variants) {
    const auto chosen = ChooseVariant(WithVariants(variants), "avx2", {});
    return chosen ? Code::kInternal : chosen.error().code;
  };
  EXPECT_EQ(code("a.onnx"), Code::kCorrupt);
  EXPECT_EQ(code({"a.onnx"}), Code::kCorrupt);
  EXPECT_EQ(code({{{"file", "a.onnx"}}}), Code::kCorrupt);
  EXPECT_EQ(code({{{"file", 3}, {"cpu", "avx2"}}}), Code::kCorrupt);
  EXPECT_EQ(code(nlohmann::json::array_t(17, {{"file", "a"}, {"cpu", "vnni"}})), Code::kCorrupt);
  EXPECT_EQ(code({{{"file", "a.onnx"}, {"cpu", "amx"}}}), Code::kUnsupported);
}

// What was imported for both runs at int8 where this processor is fast at it, and says so.
TEST(VariantsTest, APackageForBothKindsOfProcessors) {
  const std::string folder = testing::TempDir() + "rq_variants_" + std::to_string(::getpid());
  samples::CopyCheckpoint("bert_encoder", folder + "/checkpoint");
  model::ImportOptions options{.folder = folder + "/checkpoint", .name = "both"};
  options.embeddings = true;
  options.int8_where_fast = true;
  uint64_t done = 0, all = 0;
  options.progress = [&](uint64_t now, uint64_t of) {
    EXPECT_EQ(now, done + 1);
    done = now;
    all = of;
  };
  samples::WriteTokenModel(folder + "/both.rqm", options);
  EXPECT_GT(done, 0u);
  EXPECT_LE(done, all);
  const auto package = model::Package::Open(folder + "/both.rqm");
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_TRUE((*package)->Has(model::kInt8ModelFile));
  const auto embedder = Embedder::Open(*package);
  ASSERT_TRUE(embedder) << embedder.error().message;
  const bool fast = *MeetsCpu("vnni", InstructionSet());
  EXPECT_THAT((*embedder)->Runtime(), testing::EndsWith(fast ? "cpu, int8" : "cpu, fp32"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace redquill::engine::onnx
