#include "model/safetensors_writer.h"

#include <gtest/gtest.h>

#include "model/safetensors.h"

namespace redquill::model {
namespace {

std::string Sample() {
  SafetensorsWriter writer;
  writer.Add("z", {3}, DType::kF32, std::vector<float>{1.5f, -2.0f, 1e-30f});
  writer.Add("a", {2, 2}, DType::kF16, std::vector<float>{1.0f, 0.5f, 1.0f / 3.0f, -65504.0f});
  return std::move(writer).Finish();
}

TEST(SafetensorsWriter, IsReadBack) {
  const std::string file = Sample();
  const auto tensors = Safetensors::Read(std::as_bytes(std::span(file)));
  ASSERT_TRUE(tensors) << tensors.error().message;
  ASSERT_EQ(tensors->Names(), (std::vector<std::string>{"a", "z"}));
  EXPECT_EQ(ToFloats(*tensors->Find("z")), (std::vector<float>{1.5f, -2.0f, 1e-30f}));
  EXPECT_EQ(tensors->Find("a")->shape, (Shape{2, 2}));
  const auto halves = ToFloats(*tensors->Find("a"));
  EXPECT_EQ(halves[0], 1.0f);
  EXPECT_NEAR(halves[2], 1.0 / 3.0, 1.0 / 3.0 / 2048);
  EXPECT_NE(halves[2], 1.0f / 3.0f) << "rounded to half precision";
  EXPECT_EQ(halves[3], -65504.0f);
}

TEST(SafetensorsWriter, GivesTheSameBytesAndAlignsTheData) {
  const std::string file = Sample();
  EXPECT_EQ(file, Sample());
  uint64_t header = 0;
  memcpy(&header, file.data(), sizeof(header));
  EXPECT_EQ((sizeof(header) + header) % 64, 0u);
}

TEST(SafetensorsWriter, AnEmptyFileIsReadBack) {
  const std::string file = SafetensorsWriter().Finish();
  const auto tensors = Safetensors::Read(std::as_bytes(std::span(file)));
  ASSERT_TRUE(tensors) << tensors.error().message;
  EXPECT_EQ(tensors->size(), 0u);
}

}  // namespace
}  // namespace redquill::model
