#include "train/neural/packed_lstm.h"

#include <gtest/gtest.h>

namespace redquill::train {
namespace {

at::Tensor Draw(std::vector<int64_t> shape) {
  return (at::randn(shape) * 0.5).set_requires_grad(true);
}

double Difference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

// ATen's own layer is the reference, for values and for every gradient.
TEST(PackedLstmTest, ValuesAndGradientsAreThoseOfAten) {
  at::manual_seed(1);
  constexpr int64_t kIn = 4, kHidden = 5;
  const StepSizes steps = {3, 3, 2, 2, 1};
  const at::Tensor x = Draw({11, kIn}), weigh = at::randn({11, 2 * kHidden});
  std::vector<at::Tensor> weights;
  for (int direction = 0; direction < 2; ++direction) {
    weights.push_back(Draw({4 * kHidden, kIn}));
    weights.push_back(Draw({4 * kHidden, kHidden}));
    weights.push_back(Draw({4 * kHidden}));
    weights.push_back(at::zeros({4 * kHidden}));
  }
  const at::Tensor zero = at::zeros({2, 3, kHidden});
  const at::Tensor wanted =
      std::get<0>(at::lstm(x, at::tensor(steps), {zero, zero}, weights, true, 1, 0.0, true, true));
  (wanted * weigh).sum().backward();
  std::vector<at::Tensor> gradients;
  const std::vector<at::Tensor> leaves = {x,          weights[0], weights[1], weights[2],
                                          weights[4], weights[5], weights[6]};
  for (const at::Tensor& leaf : leaves) {
    gradients.push_back(leaf.grad().clone());
    leaf.mutable_grad() = at::Tensor();
  }

  const at::Tensor got =
      at::cat({PackedLstm(x, steps, weights[0], weights[1], weights[2], Direction::kForward),
               PackedLstm(x, steps, weights[4], weights[5], weights[6], Direction::kBackward)},
              1);
  EXPECT_LT(Difference(got, wanted), 1e-6);
  (got * weigh).sum().backward();
  for (size_t i = 0; i < leaves.size(); ++i) {
    EXPECT_LT(Difference(leaves[i].grad(), gradients[i]), 2e-6) << "leaf " << i;
  }
}

}  // namespace
}  // namespace redquill::train
