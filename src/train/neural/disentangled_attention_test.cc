#include "train/neural/disentangled_attention.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace redquill::train {
namespace {

constexpr int64_t kHeads = 3, kSize = 4, kWidth = kHeads * kSize, kSpan = 5, kReach = 40;
const EssayLengths kLengths = {5, 1, 37, 16};

struct Terms {
  bool key, query;
};

// A row a distance up to 3, then shared ones: distances 4 to 9, and all the others.
int32_t RowOf(int64_t distance) {
  const int64_t length = std::abs(distance);
  const int64_t row = length <= 3 ? length : length <= 9 ? 4 : 5;
  return static_cast<int32_t>(
      std::clamp<int64_t>((distance < 0 ? -row : row) + kSpan, 0, 2 * kSpan - 1));
}

DisentangledShape Shape(const Terms& terms) {
  DisentangledShape shape{kHeads, terms.key, terms.query, {}};
  for (int64_t d = -kReach; d <= kReach; ++d) shape.rows.push_back(RowOf(d));
  return shape;
}

double Difference(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kFloat) - b.to(at::kFloat)).abs().max().item<double>();
}

// As the reference implementation composes it: products with every row, gathered by expanded
// indices, all of which differentiate themselves.
at::Tensor Reference(const at::Tensor& qkv, const at::Tensor& relative, const Terms& terms) {
  const int64_t count = (terms.key ? 1 : 0) + (terms.query ? 1 : 0);
  const at::Tensor by_row = relative.view({2 * kSpan, count, kHeads, kSize}).permute({1, 2, 0, 3});
  std::vector<at::Tensor> out;
  int64_t row = 0;
  for (const int64_t length : kLengths) {
    const auto parts =
        qkv.narrow(0, row, length).view({length, 3, kHeads, kSize}).permute({1, 2, 0, 3});
    std::vector<int64_t> rows;
    for (int64_t i = 0; i < length; ++i) {
      for (int64_t j = 0; j < length; ++j) rows.push_back(RowOf(i - j));
    }
    const at::Tensor index = at::tensor(rows).view({length, length});
    const auto expanded = [&](const at::Tensor& x) { return x.expand({kHeads, length, length}); };
    at::Tensor scores = parts[0].matmul(parts[1].transpose(1, 2));
    if (terms.key) {
      scores = scores + parts[0].matmul(by_row[0].transpose(1, 2)).gather(2, expanded(index));
    }
    if (terms.query) {
      scores = scores + parts[1]
                            .matmul(by_row[count - 1].transpose(1, 2))
                            .gather(2, expanded(index.t()))
                            .transpose(1, 2);
    }
    scores = scores / std::sqrt(static_cast<double>(kSize * (1 + count)));
    out.push_back(
        at::softmax(scores, -1).matmul(parts[2]).transpose(0, 1).reshape({length, kWidth}));
    row += length;
  }
  return at::cat(out);
}

class DisentangledAttentionTest : public testing::TestWithParam<Terms> {
 protected:
  void SetUp() override {
    at::manual_seed(1);
    qkv_ = (at::randn({59, 3 * kWidth}) * 2).set_requires_grad(true);
    relative_ = at::randn({2 * kSpan, GetParam().key && GetParam().query ? 2 * kWidth : kWidth})
                    .set_requires_grad(true);
    weigh_ = at::randn({59, kWidth});
    wanted_ = Reference(qkv_, relative_, GetParam());
    (wanted_ * weigh_).sum().backward();
  }
  at::Tensor qkv_, relative_, weigh_, wanted_;
};

TEST_P(DisentangledAttentionTest, ValuesAndGradientsAreThoseOfAten) {
  const at::Tensor qkv = qkv_.detach().clone().set_requires_grad(true),
                   relative = relative_.detach().clone().set_requires_grad(true);
  const at::Tensor got = DisentangledAttention(qkv, relative, kLengths, Shape(GetParam()));
  EXPECT_LT(Difference(got, wanted_), 3e-6);
  (got * weigh_).sum().backward();
  EXPECT_LT(Difference(qkv.grad(), qkv_.grad()), 2e-5);
  EXPECT_LT(Difference(relative.grad(), relative_.grad()), 5e-5);
}

TEST_P(DisentangledAttentionTest, InBfloat16WithinItsRounding) {
  const auto half = [](const at::Tensor& x) {
    return x.detach().to(at::kBFloat16).set_requires_grad(true);
  };
  const at::Tensor qkv = half(qkv_), relative = half(relative_);
  const at::Tensor got = DisentangledAttention(qkv, relative, kLengths, Shape(GetParam()));
  EXPECT_LT(Difference(got, wanted_) / wanted_.abs().max().item<double>(), 0.03);
  (got * weigh_.to(at::kBFloat16)).sum().backward();
  for (const auto& [x, exact] : {std::pair(qkv, qkv_), {relative, relative_}}) {
    EXPECT_LT(Difference(x.grad(), exact.grad()) / exact.grad().abs().max().item<double>(), 0.03);
  }
}

// Nothing of the essays beside it.
TEST_P(DisentangledAttentionTest, AnEssayAloneGetsTheSame) {
  const at::Tensor alone =
      DisentangledAttention(qkv_.narrow(0, 6, 37), relative_, {37}, Shape(GetParam()));
  EXPECT_LT(Difference(alone, wanted_.narrow(0, 6, 37)), 3e-6);
}

INSTANTIATE_TEST_SUITE_P(Terms, DisentangledAttentionTest,
                         testing::Values(Terms{true, true}, Terms{true, false},
                                         Terms{false, true}));

}  // namespace
}  // namespace redquill::train
