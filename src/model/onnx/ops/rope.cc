#include "model/onnx/ops/rope.h"

#include <cmath>
#include <numbers>

#include "model/onnx/ops/embedding.h"

namespace redquill::model::onnx {
namespace {

// Llama 3.1: long wavelengths are stretched by the factor, short ones stay, those between are
// interpolated.
float ByWavelength(const hf::Rope::Llama3& s, float frequency) {
  const float factor = static_cast<float>(s.factor);
  const float low = static_cast<float>(s.low_freq_factor);
  const float high = static_cast<float>(s.high_freq_factor);
  const float original = static_cast<float>(s.original_positions);
  const float wavelength = 2 * std::numbers::pi_v<float> / frequency;
  if (wavelength > original / low) return frequency / factor;
  if (wavelength < original / high) return frequency;
  const float smooth = (original / wavelength - low) / (high - low);
  return (1 - smooth) * frequency / factor + smooth * frequency;
}

}  // namespace

std::vector<float> RopeFrequencies(const hf::Rope& rope, int64_t size) {
  std::vector<float> frequencies;
  for (int64_t i = 0; i < size; i += 2) {
    const float exponent = static_cast<float>(i) / static_cast<float>(size);
    const float frequency = 1.0f / std::pow(static_cast<float>(rope.theta), exponent);
    frequencies.push_back(rope.llama3 ? ByWavelength(*rope.llama3, frequency) : frequency);
  }
  return frequencies;
}

RopeTables MakeRopeTables(const hf::Rope& rope, int64_t size, int64_t positions) {
  const std::vector<float> frequencies = RopeFrequencies(rope, size);
  RopeTables tables;
  for (int64_t p = 0; p < positions; ++p) {
    const float position = static_cast<float>(p) / static_cast<float>(rope.linear_factor);
    for (float frequency : frequencies) {
      const float angle = position * frequency;
      tables.cos.push_back(std::cos(angle));
      tables.sin.push_back(std::sin(angle));
    }
  }
  return tables;
}

Rotation MakeRotation(const Builder& b, const hf::Rope& rope, int64_t size) {
  Graph& g = b.graph;
  RopeTables tables = MakeRopeTables(rope, size, b.max_tokens);
  Rotation rotation;
  if (b.fused()) {
    rotation.cos = b.Constant({b.max_tokens, size / 2}, std::move(tables.cos));
    rotation.sin = b.Constant({b.max_tokens, size / 2}, std::move(tables.sin));
    rotation.from_start = g.Int64s({1}, {0});
    rotation.from_end = g.Op("Sub", {Length(b), g.Int64s({1}, {1})});
    return rotation;
  }
  const auto rows = [&](std::vector<float> table) {
    const Value first = FirstRows(b, std::move(table), b.max_tokens, size / 2);
    return g.Op("Unsqueeze", {first, g.Int64s({1}, {2})});
  };
  rotation.cos = rows(std::move(tables.cos));
  rotation.sin = rows(std::move(tables.sin));
  return rotation;
}

Value Rotate(const Builder& b, const Rotation& rotation, const Value& x, int64_t heads,
             int64_t size, bool only_last) {
  Graph& g = b.graph;
  if (b.fused()) {
    return g.Op(
        "RotaryEmbedding",
        {x, only_last ? rotation.from_end : rotation.from_start, rotation.cos, rotation.sin},
        {{"num_heads", heads}}, kMicrosoft);
  }
  const Value split = g.Op("Reshape", {x, g.Int64s({4}, {0, 0, heads, size})});
  const auto half = [&](int64_t begin, int64_t end) {
    return g.Op("Slice", {split, g.Int64s({1}, {begin}), g.Int64s({1}, {end}), g.Int64s({1}, {3})});
  };
  const Value low = half(0, size / 2), high = half(size / 2, size);
  const Value first =
      g.Op("Sub", {g.Op("Mul", {low, rotation.cos}), g.Op("Mul", {high, rotation.sin})});
  const Value second =
      g.Op("Add", {g.Op("Mul", {high, rotation.cos}), g.Op("Mul", {low, rotation.sin})});
  const Value both = g.Op("Concat", {first, second}, {{"axis", int64_t{3}}});
  return g.Op("Reshape", {both, g.Int64s({3}, {0, 0, heads * size})});
}

}  // namespace redquill::model::onnx
