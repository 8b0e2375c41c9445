#include "train/neural/softmax_rows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace redquill::train {
namespace {

constexpr float kScale = 0.5f;

std::vector<float> Drawn(size_t count, float deviation) {
  std::mt19937 random(count);
  std::normal_distribution<float> normal(0, deviation);
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

std::vector<Bf16> Rounded(const std::vector<float>& values) {
  std::vector<Bf16> rounded(values.size());
  for (size_t i = 0; i < values.size(); ++i) Store(values[i], &rounded[i]);
  return rounded;
}

// softmax(scale x) of one row by its definition, in doubles.
template <typename T>
std::vector<double> Expected(const T* x, size_t columns) {
  double largest = -1e300, sum = 0;
  for (size_t i = 0; i < columns; ++i) largest = std::max(largest, double{kScale} * AsFloat(x[i]));
  std::vector<double> p(columns);
  for (size_t i = 0; i < columns; ++i) sum += p[i] = std::exp(kScale * AsFloat(x[i]) - largest);
  for (double& value : p) value /= sum;
  return p;
}

TEST(SoftmaxRows, AreThoseOfTheDefinitionAtEveryLength) {
  for (size_t columns = 1; columns <= 40; ++columns) {
    const auto x = Drawn(3 * columns, 6);
    auto p = x;
    SoftmaxRows(3, columns, kScale, p.data());
    for (size_t r = 0; r < 3; ++r) {
      const auto expected = Expected(x.data() + r * columns, columns);
      for (size_t i = 0; i < columns; ++i) {
        EXPECT_NEAR(p[r * columns + i], expected[i], 1e-6 * expected[i] + 1e-9) << columns;
      }
    }
  }
}

TEST(SoftmaxRows, HoldForNumbersFarApart) {
  std::vector<float> x(21, -3e4f);
  x[4] = x[18] = 2e4f;
  SoftmaxRows(1, x.size(), 1, x.data());
  for (size_t i = 0; i < x.size(); ++i) {
    EXPECT_NEAR(x[i], i == 4 || i == 18 ? 0.5 : 0.0, 1e-7) << i;
  }
}

TEST(SoftmaxRows, HandOnWhatIsNotANumber) {
  std::vector<float> x(21, 1.0f);
  x[5] = std::nanf("");
  SoftmaxRows(1, x.size(), 1, x.data());
  EXPECT_TRUE(std::isnan(x[5]));
}

TEST(SoftmaxRows, OfBfloat16AreWithinItsRounding) {
  const auto x = Rounded(Drawn(2 * 37, 6));
  auto p = x;
  SoftmaxRows(2, 37, kScale, p.data());
  for (size_t r = 0; r < 2; ++r) {
    const auto expected = Expected(x.data() + r * 37, 37);
    for (size_t i = 0; i < 37; ++i) {
      EXPECT_NEAR(AsFloat(p[r * 37 + i]), expected[i], expected[i] / 200) << i;
    }
  }
}

TEST(SoftmaxRows, CausalOnesSeeNothingLater) {
  // The second square's second row on: rows 30 to 39 of two squares of 28.
  const size_t columns = 28, first = 30, rows = 10;
  const auto x = Drawn(rows * columns, 6);
  auto p = x;
  SoftmaxCausalRows(first, rows, columns, kScale, p.data());
  for (size_t r = 0; r < rows; ++r) {
    const size_t sees = (first + r) % columns + 1;
    const auto expected = Expected(x.data() + r * columns, sees);
    for (size_t i = 0; i < columns; ++i) {
      const float given = p[r * columns + i];
      if (i < sees) {
        EXPECT_NEAR(given, expected[i], 1e-6) << r << " " << i;
      } else {
        EXPECT_EQ(given, 0) << r << " " << i;
      }
    }
  }
}

TEST(SoftmaxRows, BackwardsFollowTheFormula) {
  for (size_t columns : {1, 8, 21, 64, 77}) {
    auto p = Drawn(2 * columns, 6);
    SoftmaxRows(2, columns, kScale, p.data());
    const auto by_p = Drawn(2 * columns, 1);
    auto d = by_p;
    SoftmaxRowsBackward(2, columns, kScale, p.data(), d.data());
    for (size_t r = 0; r < 2; ++r) {
      const size_t at = r * columns;
      double dot = 0;
      for (size_t i = at; i < at + columns; ++i) dot += double{p[i]} * by_p[i];
      for (size_t i = at; i < at + columns; ++i) {
        EXPECT_NEAR(d[i], kScale * p[i] * (by_p[i] - dot), 1e-6) << columns;
      }
    }
  }
}

}  // namespace
}  // namespace redquill::train
