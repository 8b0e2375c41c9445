#include "train/neural/lstm_network.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "train/neural/packed_lstm.h"

namespace redquill::train {
namespace {

using model::onnx::LstmPooling;

// Essays from the longest to the shortest, their tokens in the order of time.
struct Packed {
  StepSizes steps;
  at::Tensor ids;      // [rows]
  at::Tensor members;  // [essays, rows]: 1 where a row is of an essay, in the given order.
};

Packed Pack(std::span<const Reading> essays) {
  std::vector<size_t> order(essays.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return essays[a].tokens.size() > essays[b].tokens.size();
  });
  Packed packed;
  std::vector<int64_t> ids, owner;
  for (size_t t = 0; t < essays[order.front()].tokens.size(); ++t) {
    int64_t size = 0;
    for (const size_t essay : order) {
      if (essays[essay].tokens.size() <= t) break;
      ids.push_back(essays[essay].tokens[t]);
      owner.push_back(static_cast<int64_t>(essay));
      ++size;
    }
    packed.steps.push_back(size);
  }
  packed.ids = at::tensor(ids);
  const auto rows = static_cast<int64_t>(ids.size());
  packed.members = at::zeros({static_cast<int64_t>(essays.size()), rows});
  float* members = packed.members.data_ptr<float>();
  for (int64_t row = 0; row < rows; ++row)
    members[owner[static_cast<size_t>(row)] * rows + row] = 1;
  return packed;
}

at::Tensor Uniform(at::IntArrayRef shape, double bound) {
  return at::empty(shape).uniform_(-bound, bound);
}

}  // namespace

LstmNetwork::LstmNetwork(const model::onnx::LstmShape& shape, const Dropout& dropout,
                         int32_t unknown, std::span<const float> embedding, uint64_t seed)
    : shape_(shape), dropout_(dropout), unknown_(unknown) {
  at::manual_seed(seed);
  const int64_t hidden = shape.hidden;
  at::Tensor& words = parameters_["embedding.weight"] =
      at::randn({shape.vocabulary, shape.width}) * 0.1;
  if (!embedding.empty()) std::copy(embedding.begin(), embedding.end(), words.data_ptr<float>());
  const double bound = 1 / std::sqrt(static_cast<double>(hidden));
  for (const char* end : {"", "_reverse"}) {
    const std::string e = end;
    parameters_["lstm.weight_ih_l0" + e] = Uniform({4 * hidden, shape.width}, bound);
    parameters_["lstm.weight_hh_l0" + e] = Uniform({4 * hidden, hidden}, bound);
    at::Tensor bias = at::zeros({4 * hidden});
    bias.narrow(0, hidden, hidden).fill_(1);  // Remember at first (Jozefowicz et al. 2015).
    parameters_["lstm.bias_l0" + e] = bias;
  }
  if (shape.pooling == LstmPooling::kAttention) {
    parameters_["attention.weight"] = Uniform({2 * hidden, 2 * hidden}, bound);
    parameters_["attention.bias"] = at::zeros({2 * hidden});
    parameters_["attention.query"] = Uniform({2 * hidden, 1}, bound);
  }
  parameters_["head.weight"] = Uniform({shape.outputs, shape.pooled()}, bound);
  parameters_["head.bias"] = at::zeros({shape.outputs});
}

at::Tensor LstmNetwork::Pool(const at::Tensor& rows, const at::Tensor& members) const {
  at::Tensor weights = members;
  if (shape_.pooling == LstmPooling::kAttention) {
    const at::Tensor keys = at::tanh(
        at::addmm(parameters_.at("attention.bias"), rows, parameters_.at("attention.weight").t()));
    // A query's product with numbers within [-1, 1] is bounded: exp needs no shift.
    weights = members * at::exp(keys.mm(parameters_.at("attention.query"))).t();
  }
  const at::Tensor sum = weights.mm(rows), mean = sum / weights.sum(1, true);
  if (shape_.pooling != LstmPooling::kMeanAndSum) return mean;
  return at::cat({mean, sum * (1 / model::onnx::kSumLength)}, 1);
}

at::Tensor LstmNetwork::Forward(std::span<const Reading> essays, bool training) {
  Packed packed = Pack(essays);
  if (training && dropout_.words > 0) {
    packed.ids.masked_fill_(at::rand(packed.ids.sizes()).lt(dropout_.words), unknown_);
  }
  at::Tensor x = at::embedding(parameters_["embedding.weight"], packed.ids);
  x = at::dropout(x, dropout_.inputs, training);
  std::vector<at::Tensor> both;
  for (const char* end : {"", "_reverse"}) {
    const std::string e = end;
    both.push_back(PackedLstm(x, packed.steps, parameters_["lstm.weight_ih_l0" + e],
                              parameters_["lstm.weight_hh_l0" + e], parameters_["lstm.bias_l0" + e],
                              both.empty() ? Direction::kForward : Direction::kBackward));
  }
  const at::Tensor pooled =
      at::dropout(Pool(at::cat(both, 1), packed.members), dropout_.outputs, training);
  const at::Tensor values =
      at::addmm(parameters_["head.bias"], pooled, parameters_["head.weight"].t());
  return shape_.outputs == 1 ? values.squeeze(1) : values;
}

}  // namespace redquill::train
