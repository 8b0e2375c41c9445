#include "train/neural/packed_attention.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace redquill::train {
namespace {

constexpr int64_t kHeads = 3, kWidth = 12;
const EssayLengths kLengths = {5, 1, 37, 16};

double Difference(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kFloat) - b.to(at::kFloat)).abs().max().item<double>();
}

// Composed of ATen's own operators, which differentiate themselves.
at::Tensor Reference(const at::Tensor& qkv, bool causal = false) {
  std::vector<at::Tensor> out;
  int64_t row = 0;
  for (const int64_t length : kLengths) {
    const auto parts =
        qkv.narrow(0, row, length).view({length, 3, kHeads, kWidth / kHeads}).permute({1, 2, 0, 3});
    at::Tensor scores = parts[0].matmul(parts[1].transpose(1, 2)) / std::sqrt(4.0);
    if (causal) {
      const at::Tensor later = at::ones({length, length}, at::kBool).triu(1);
      scores = scores.masked_fill(later, -std::numeric_limits<float>::infinity());
    }
    out.push_back(
        at::softmax(scores, -1).matmul(parts[2]).transpose(0, 1).reshape({length, kWidth}));
    row += length;
  }
  return at::cat(out);
}

class PackedAttentionTest : public testing::TestWithParam<bool> {
 protected:
  AttentionShape Shape() const { return {.heads = kHeads, .causal = GetParam()}; }
};

TEST_P(PackedAttentionTest, ValuesAndGradientsAreThoseOfAten) {
  at::manual_seed(1);
  const at::Tensor qkv = (at::randn({59, 3 * kWidth}) * 2).set_requires_grad(true);
  const at::Tensor weigh = at::randn({59, kWidth});
  const at::Tensor wanted = Reference(qkv, GetParam());
  (wanted * weigh).sum().backward();
  const at::Tensor gradient = qkv.grad().clone();
  qkv.mutable_grad() = at::Tensor();

  const at::Tensor got = PackedAttention(qkv, kLengths, Shape());
  EXPECT_LT(Difference(got, wanted), 2e-6);
  (got * weigh).sum().backward();
  EXPECT_LT(Difference(qkv.grad(), gradient), 1e-5);
}

TEST_P(PackedAttentionTest, InBfloat16WithinItsRounding) {
  at::manual_seed(1);
  const at::Tensor qkv = at::randn({59, 3 * kWidth}).set_requires_grad(true);
  const at::Tensor half = qkv.detach().to(at::kBFloat16).set_requires_grad(true);
  const at::Tensor weigh = at::randn({59, kWidth});
  const at::Tensor wanted = Reference(qkv, GetParam()),
                   got = PackedAttention(half, kLengths, Shape());
  EXPECT_LT(Difference(got, wanted), 0.05);
  (wanted * weigh).sum().backward();
  (got * weigh.to(at::kBFloat16)).sum().backward();
  EXPECT_LT(Difference(half.grad(), qkv.grad()), 0.08);
}

// Scores far apart neither overflow nor make anything that is no number.
TEST_P(PackedAttentionTest, ExtremeScores) {
  const at::Tensor qkv = at::zeros({59, 3 * kWidth});
  qkv.narrow(1, 0, 2 * kWidth).uniform_(-300, 300);
  qkv.narrow(1, 2 * kWidth, kWidth).fill_(1);
  EXPECT_LT(Difference(PackedAttention(qkv, kLengths, Shape()), at::ones({59, kWidth})), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Causal, PackedAttentionTest, testing::Bool());

}  // namespace
}  // namespace redquill::train
