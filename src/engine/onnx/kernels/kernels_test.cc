#include "engine/onnx/kernels/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace redquill::engine::onnx {
namespace {

std::vector<float> Random(std::mt19937* random, int64_t count, float scale = 1) {
  std::normal_distribution<float> normal(0, scale);
  std::vector<float> values(static_cast<size_t>(count));
  for (float& v : values) v = normal(*random);
  return values;
}

struct Case {
  int64_t length, heads, size, span;  // span 0: no relative terms.
  bool one_query, with_key, with_query;
};

// Everything that an attention reads, kept alive.
struct Problem {
  std::vector<float> query, key, value, relative_key, relative_query, output;
  std::vector<int32_t> table;
  AttentionArguments in;
};

Problem Make(const Case& c) {
  std::mt19937 random(7);
  Problem p;
  const int64_t width = c.heads * c.size, rows = 2 * c.span, reach = c.length + 3;
  p.in.queries = c.one_query ? 1 : c.length;
  p.in.length = c.length;
  p.in.heads = c.heads;
  p.in.size = c.size;
  p.query = Random(&random, p.in.queries * width, 0.3f);
  p.key = Random(&random, c.length * width);
  p.value = Random(&random, c.length * width);
  p.relative_key = Random(&random, width * rows);
  p.relative_query = Random(&random, width * rows, 0.3f);
  for (int64_t d = -reach; d <= reach; ++d) {
    p.table.push_back(
        static_cast<int32_t>(std::clamp<int64_t>(d + c.span, 0, std::max<int64_t>(rows - 1, 0))));
  }
  p.output.assign(static_cast<size_t>(p.in.queries * width), 1e9f);
  p.in.query = p.query.data();
  p.in.key = p.key.data();
  p.in.value = p.value.data();
  p.in.output = p.output.data();
  p.in.rows = c.with_key || c.with_query ? rows : 0;
  p.in.relative_key = c.with_key ? p.relative_key.data() : nullptr;
  p.in.relative_query = c.with_query ? p.relative_query.data() : nullptr;
  p.in.table = p.table.data();
  p.in.reach = reach;
  return p;
}

// The definition, in doubles.
std::vector<double> Expected(const Problem& p) {
  const AttentionArguments& in = p.in;
  const int64_t width = in.heads * in.size;
  std::vector<double> output(p.output.size());
  for (int64_t h = 0; h < in.heads; ++h) {
    for (int64_t i = 0; i < in.queries; ++i) {
      std::vector<double> share;
      double sum = 0;
      for (int64_t j = 0; j < in.length; ++j) {
        const int64_t row = in.rows > 0 ? in.table[i - j + in.reach] : 0;
        double score = 0;
        for (int64_t e = 0; e < in.size; ++e) {
          const int64_t at = (h * in.size + e) * in.rows + row;
          const double q = in.query[i * width + h * in.size + e];
          const double k = in.key[j * width + h * in.size + e];
          score += q * k;
          if (in.relative_key) score += q * in.relative_key[at];
          if (in.relative_query) score += k * in.relative_query[at];
        }
        share.push_back(std::exp(score));
        sum += share.back();
      }
      for (int64_t j = 0; j < in.length; ++j) {
        for (int64_t e = 0; e < in.size; ++e) {
          const int64_t at = h * in.size + e;
          output[static_cast<size_t>(i * width + at)] +=
              share[static_cast<size_t>(j)] / sum * in.value[j * width + at];
        }
      }
    }
  }
  return output;
}

TEST(KernelsTest, AttentionIsItsDefinition) {
  const Case cases[] = {
      {1, 1, 8, 4, false, true, true},      {2, 3, 8, 4, false, true, true},
      {15, 2, 16, 8, false, true, true},    {16, 2, 16, 8, false, true, false},
      {17, 2, 12, 5, false, false, true},   {49, 2, 64, 16, false, true, true},
      {130, 1, 40, 200, false, true, true}, {100, 2, 64, 0, false, false, false},
      {100, 2, 64, 32, true, true, true},   {97, 1, 7, 300, true, true, true},
      {33, 3, 32, 1, false, true, true},
  };
  for (const Kernels* const* kernels = RunnableKernels(); *kernels; ++kernels) {
    for (const Case& c : cases) {
      Problem p = Make(c);
      // NaN where scratch memory was not written: a result that reads it shows.
      std::vector<float> scratch(static_cast<size_t>((*kernels)->attention_scratch(p.in)) + 16,
                                 std::nanf(""));
      float* aligned = scratch.data() + (64 - reinterpret_cast<uintptr_t>(scratch.data()) % 64) / 4;
      for (int64_t h = 0; h < c.heads; ++h) (*kernels)->attend(p.in, h, aligned);
      const std::vector<double> expected = Expected(p);
      double worst = 0;
      for (size_t i = 0; i < expected.size(); ++i) {
        const double difference = std::fabs(p.output[i] - expected[i]);
        worst = std::isfinite(difference) ? std::max(worst, difference) : 1e9;
      }
      EXPECT_LT(worst, 1e-5) << (*kernels)->name << " length " << c.length << " size " << c.size;
    }
  }
}

TEST(KernelsTest, LargeScoresDoNotOverflow) {
  for (const Kernels* const* kernels = RunnableKernels(); *kernels; ++kernels) {
    Problem p = Make({20, 1, 8, 0, false, false, false});
    for (float& q : p.query) q *= 1000;
    std::vector<float> scratch(static_cast<size_t>((*kernels)->attention_scratch(p.in)) + 16);
    float* aligned = scratch.data() + (64 - reinterpret_cast<uintptr_t>(scratch.data()) % 64) / 4;
    (*kernels)->attend(p.in, 0, aligned);
    for (float v : p.output) EXPECT_TRUE(std::isfinite(v)) << (*kernels)->name;
  }
}

TEST(KernelsTest, NormalisationIsItsDefinition) {
  std::mt19937 random(3);
  for (const Kernels* const* kernels = RunnableKernels(); *kernels; ++kernels) {
    for (int64_t width : {1, 3, 16, 31, 64, 100}) {
      for (const bool plain : {false, true}) {
        const int64_t rows = 5;
        const auto x = Random(&random, rows * width), skip = Random(&random, rows * width);
        const auto gamma = Random(&random, width), beta = Random(&random, width);
        const auto bias = Random(&random, width);
        std::vector<float> sum(x.size(), 1e9f), output(x.size(), 1e9f);
        NormArguments in;
        in.x = x.data();
        in.skip = skip.data();
        in.gamma = gamma.data();
        in.beta = plain ? nullptr : beta.data();
        in.bias = plain ? nullptr : bias.data();
        in.sum = plain ? nullptr : sum.data();
        in.output = output.data();
        in.epsilon = 1e-5f;
        in.width = width;
        (*kernels)->add_and_normalise(in, 1, rows);  // Row 0 is another piece of work's.
        EXPECT_EQ(output[0], 1e9f);
        for (int64_t r = 1; r < rows; ++r) {
          double mean = 0, variance = 0;
          std::vector<double> s;
          for (int64_t i = 0; i < width; ++i) {
            const size_t at = static_cast<size_t>(r * width + i);
            s.push_back(double{x[at]} + skip[at] + (plain ? 0 : bias[static_cast<size_t>(i)]));
            mean += plain ? 0 : s.back() / static_cast<double>(width);
          }
          for (double v : s) variance += (v - mean) * (v - mean) / static_cast<double>(width);
          for (int64_t i = 0; i < width; ++i) {
            const size_t at = static_cast<size_t>(r * width + i), col = static_cast<size_t>(i);
            const double expected =
                (s[col] - mean) / std::sqrt(variance + 1e-5) * gamma[col] + (plain ? 0 : beta[col]);
            EXPECT_NEAR(output[at], expected, 2e-5) << (*kernels)->name << " width " << width;
            EXPECT_NEAR(plain ? s[col] : sum[at], s[col], 1e-6);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace redquill::engine::onnx
