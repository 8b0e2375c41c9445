#include "engine/gbdt/heads.h"

#include <algorithm>
#include <cmath>

namespace redquill::engine::gbdt {
namespace {

std::array<double, kHeads> Dot(const SparseVector& vector, const HeadPair* weights) {
  std::array<double, kHeads> sum{};
  for (size_t i = 0; i < vector.index.size(); ++i) {
    const HeadPair& weight = weights[vector.index[i]];
    const double value = static_cast<double>(vector.value[i]);
    for (size_t h = 0; h < kHeads; ++h) sum[h] += value * static_cast<double>(weight[h]);
  }
  return sum;
}

}  // namespace

SparseVector Fold(const SparseVector& vector, uint32_t fold) {
  SparseVector folded;
  folded.index.reserve(vector.index.size());
  folded.value.reserve(vector.index.size());
  for (size_t i = 0; i < vector.index.size(); ++i) {
    const uint32_t column = vector.index[i] / fold;
    if (folded.index.empty() || folded.index.back() != column) {
      folded.index.push_back(column);
      folded.value.push_back(vector.value[i]);
    } else {
      folded.value.back() += vector.value[i];
    }
  }
  double squares = 0;
  for (const float value : folded.value) {
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  if (squares > 0) {
    const double scale = 1.0 / std::sqrt(squares);
    for (float& value : folded.value) {
      value = static_cast<float>(static_cast<double>(value) * scale);
    }
  }
  return folded;
}

Heads::Heads(const Spec& spec, const PartSpec& part, HeadWeights weights)
    : weights_(std::move(weights)) {
  for (const auto& name : part.blocks) blocks_.push_back(static_cast<size_t>(spec.BlockOf(name)));
  for (const auto& folded : part.folded) {
    const auto block = static_cast<size_t>(spec.BlockOf(folded.block));
    const auto ours = std::find(blocks_.begin(), blocks_.end(), block);
    folded_.push_back({block,
                       ours == blocks_.end() ? 0 : static_cast<size_t>(ours - blocks_.begin()),
                       spec.blocks[block].columns / folded.fold, folded.fold});
  }
}

Heads::Values Heads::Run(std::span<const SparseVector> ngrams, std::span<const float> kernel,
                         int prompt) const {
  Values values;
  values.blocks.resize(blocks_.size());
  double ngrams_alone = static_cast<double>(weights_.intercept[0]);
  for (size_t b = 0; b < blocks_.size(); ++b) {
    const auto sum = Dot(ngrams[blocks_[b]], weights_.blocks[b].data());
    ngrams_alone += sum[0];
    values.blocks[b] += sum[1];
  }
  for (size_t f = 0; f < folded_.size(); ++f) {
    const Folded& folded = folded_[f];
    const auto sum = Dot(Fold(ngrams[folded.block], folded.fold),
                         weights_.folded[f].data() + static_cast<size_t>(prompt) * folded.columns);
    ngrams_alone += sum[0];
    if (!blocks_.empty()) values.blocks[folded.ours] += sum[1];
  }
  const float* by_prompt =
      weights_.kernel_by_prompt.empty()
          ? nullptr
          : weights_.kernel_by_prompt.data() + static_cast<size_t>(prompt) * weights_.kernel.size();
  for (size_t i = 0; i < kernel.size(); ++i) {
    double weight = static_cast<double>(weights_.kernel[i]);
    if (by_prompt) weight += static_cast<double>(by_prompt[i]);
    values.kernel += static_cast<double>(kernel[i]) * weight;
  }
  values.head = {ngrams_alone, static_cast<double>(weights_.intercept[1]) + values.kernel};
  for (const double block : values.blocks) values.head[1] += block;
  return values;
}

std::vector<double> Heads::KernelWeights(int prompt) const {
  std::vector<double> weights(weights_.kernel.begin(), weights_.kernel.end());
  if (weights_.kernel_by_prompt.empty()) return weights;
  const size_t first = static_cast<size_t>(prompt) * weights.size();
  for (size_t i = 0; i < weights.size(); ++i) {
    weights[i] += static_cast<double>(weights_.kernel_by_prompt[first + i]);
  }
  return weights;
}

}  // namespace redquill::engine::gbdt
