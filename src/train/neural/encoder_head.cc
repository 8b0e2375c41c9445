#include "train/neural/encoder_head.h"

namespace redquill::train {
namespace {

using model::onnx::Pooling;

constexpr double kSpread = 0.02;
constexpr double kFirstPower = 3;

at::Tensor Attended(const at::Tensor& essay, const Parameters& p) {
  const at::Tensor keys =
      at::tanh(at::addmm(p.at("head.attention.bias"), essay, p.at("head.attention.weight").t()));
  return at::softmax(keys.mm(p.at("head.attention.query")), 0).t().mm(essay).squeeze(0);
}

at::Tensor GeneralisedMean(const at::Tensor& essay, const Parameters& p) {
  const at::Tensor power = p.at("head.power").clamp_min(1);
  return essay.clamp_min(model::onnx::kGemLeast).pow(power).mean(0).pow(power.reciprocal());
}

at::Tensor PoolOne(const at::Tensor& essay, Pooling pooling, const Parameters& parameters) {
  switch (pooling) {
    case Pooling::kFirst:
      return essay[0];
    case Pooling::kLast:
      return essay[essay.size(0) - 1];
    case Pooling::kAttention:
      return Attended(essay, parameters);
    case Pooling::kGem:
      return GeneralisedMean(essay, parameters);
    case Pooling::kMean:
    case Pooling::kMeanAndSum:
      break;
  }
  const at::Tensor sum = essay.sum(0), mean = sum / static_cast<double>(essay.size(0));
  if (pooling == Pooling::kMean) return mean;
  return at::cat({mean, sum * (1 / model::onnx::kSumLength)});
}

}  // namespace

Parameters DrawHead(Pooling pooling, int64_t width, int64_t rows, int64_t outputs) {
  Parameters head;
  head["head.weight"] = at::randn({rows, model::onnx::PooledWidth(pooling, width)}) * kSpread;
  head["head.bias"] = at::zeros({outputs});
  if (pooling == Pooling::kAttention) {
    head["head.attention.weight"] = at::randn({width, width}) * kSpread;
    head["head.attention.bias"] = at::zeros({width});
    head["head.attention.query"] = at::randn({width, 1}) * kSpread;
  }
  if (pooling == Pooling::kGem) head["head.power"] = at::full({1}, kFirstPower);
  return head;
}

at::Tensor PoolEssays(const at::Tensor& x, const EssayLengths& lengths, Pooling pooling,
                      const Parameters& parameters) {
  std::vector<at::Tensor> pooled;
  int64_t row = 0;
  for (const int64_t length : lengths) {
    pooled.push_back(PoolOne(x.narrow(0, row, length), pooling, parameters));
    row += length;
  }
  return at::stack(pooled);
}

at::Tensor HeadOutputs(const at::Tensor& pooled, const Parameters& parameters) {
  const at::Tensor& bias = parameters.at("head.bias");
  const at::Tensor value = pooled.mm(parameters.at("head.weight").t());
  return bias.size(0) == 1 ? (value + bias).squeeze(1) : value + bias;
}

}  // namespace redquill::train
