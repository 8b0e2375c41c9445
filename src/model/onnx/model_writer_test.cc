#include "model/onnx/model_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace redquill::model::onnx {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Tensors of zeros in memory.
class Zeros final : public TensorSource {
 public:
  void Add(const std::string& name, Shape shape, DType dtype = DType::kF32) {
    size_t elements = 1;
    for (int64_t size : shape) elements *= static_cast<size_t>(size);
    tensors_[name] = {dtype, std::move(shape), std::span(kZeros).first(elements * SizeOf(dtype))};
  }
  void Remove(const std::string& name) { tensors_.erase(name); }
  const TensorView* Find(std::string_view name) const override {
    const auto at = tensors_.find(name);
    return at == tensors_.end() ? nullptr : &at->second;
  }
  std::vector<std::string> Names() const override {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : tensors_) names.push_back(name);
    return names;
  }

 private:
  inline static const std::vector<std::byte> kZeros = std::vector<std::byte>(4096);
  std::map<std::string, TensorView, std::less<>> tensors_;
};

hf::Config Gpt2() {
  hf::Config c;
  c.architecture = hf::Architecture::kGpt2;
  c.vocabulary = 6;
  c.hidden = 4;
  c.layers = 1;
  c.heads = c.kv_heads = 2;
  c.head_size = 2;
  c.intermediate = 8;
  c.positions = 5;
  c.classifier = true;
  c.labels = 1;
  return c;
}

Zeros Gpt2Tensors() {
  Zeros z;
  z.Add("transformer.wte.weight", {6, 4});
  z.Add("transformer.wpe.weight", {5, 4});
  const std::string layer = "transformer.h.0.";
  for (const char* norm : {"transformer.h.0.ln_1", "transformer.h.0.ln_2", "transformer.ln_f"}) {
    z.Add(std::string(norm) + ".weight", {4});
    z.Add(std::string(norm) + ".bias", {4});
  }
  const std::pair<const char*, std::pair<int64_t, int64_t>> linears[] = {{"attn.c_attn", {4, 12}},
                                                                         {"attn.c_proj", {4, 4}},
                                                                         {"mlp.c_fc", {4, 8}},
                                                                         {"mlp.c_proj", {8, 4}}};
  for (const auto& [name, size] : linears) {
    z.Add(layer + name + ".weight", {size.first, size.second});
    z.Add(layer + name + ".bias", {size.second});
  }
  z.Add("score.weight", {1, 4});
  return z;
}

TEST(ModelWriterTest, WritesAndCounts) {
  Zeros z = Gpt2Tensors();
  z.Add("transformer.h.0.attn.bias", {1, 1, 5, 5}, DType::kBool);
  z.Add("lm_head.weight", {6, 4});
  const auto written = WriteModel(Gpt2(), z, {});
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_THAT(written->ignored, ElementsAre("lm_head.weight", "transformer.h.0.attn.bias"));
  EXPECT_EQ(written->parameters, 6 * 4 + 5 * 4 + 3 * 8 + 60 + 20 + 40 + 36 + 4);
  EXPECT_EQ(written->outputs, 1);
  EXPECT_EQ(written->max_tokens, 5);
}

TEST(ModelWriterTest, NamesEveryMissingTensorAtOnce) {
  Zeros z = Gpt2Tensors();
  z.Remove("score.weight");
  z.Remove("transformer.h.0.mlp.c_fc.bias");
  const auto written = WriteModel(Gpt2(), z, {});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Code::kInvalidArgument);
  EXPECT_THAT(written.error().message, HasSubstr("'score.weight'"));
  EXPECT_THAT(written.error().message, HasSubstr("'transformer.h.0.mlp.c_fc.bias'"));
}

TEST(ModelWriterTest, NamesATensorOfAnotherShapeOrType) {
  Zeros z = Gpt2Tensors();
  z.Add("score.weight", {2, 4});
  z.Add("transformer.wpe.weight", {5, 4}, DType::kI8);
  const auto written = WriteModel(Gpt2(), z, {});
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message,
              HasSubstr("'score.weight' is [2, 4] where config.json needs [1, 4]"));
  EXPECT_THAT(written.error().message, HasSubstr("'transformer.wpe.weight' holds I8"));
}

TEST(ModelWriterTest, RefusesALayerThatTheConfigurationLeavesOut) {
  Zeros z = Gpt2Tensors();
  z.Add("transformer.h.1.ln_1.weight", {4});
  const auto written = WriteModel(Gpt2(), z, {});
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("'transformer.h.1.ln_1.weight'"));
}

TEST(ModelWriterTest, AllowsNoMorePositionsThanThereAre) {
  EXPECT_EQ(*MaxTokens(Gpt2(), 0), 5);
  EXPECT_EQ(*MaxTokens(Gpt2(), 3), 3);
  EXPECT_EQ(MaxTokens(Gpt2(), 6).error().code, Code::kInvalidArgument);
  hf::Config rotary = Gpt2();
  rotary.position_table = false;
  rotary.positions = 100'000;
  EXPECT_EQ(*MaxTokens(rotary, 0), 4096);
  EXPECT_EQ(*MaxTokens(rotary, 8192), 8192);
}

}  // namespace
}  // namespace redquill::model::onnx
