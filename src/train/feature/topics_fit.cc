#include "train/feature/topics_fit.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/gbdt/topics.h"

namespace redquill::train {
namespace {

/// Whether essay i is learned from.
using Learn = std::vector<bool>;

std::vector<float> ColumnWeights(const Csr& words, std::span<const int> prompt, size_t prompts,
                                 const Learn& learn) {
  constexpr double kRare = 0.01, kUnseen = 0.02;
  std::vector<double> share(prompts * words.columns(), 0.0), essays(prompts, 0.0);
  for (size_t i = 0; i < words.rows(); ++i) {
    if (!learn[i]) continue;
    const auto p = static_cast<size_t>(prompt[i]);
    essays[p] += 1;
    for (const uint32_t column : words.row(i).index) share[p * words.columns() + column] += 1;
  }
  // A prompt that was left out altogether is not one of those that are told apart.
  const auto known = static_cast<double>(
      std::count_if(essays.begin(), essays.end(), [](double count) { return count > 0; }));
  std::vector<float> weights(words.columns());
  for (size_t c = 0; c < weights.size(); ++c) {
    double mean = 0, squares = 0;
    for (size_t p = 0; p < prompts; ++p) {
      const double s = essays[p] > 0 ? share[p * words.columns() + c] / essays[p] : 0.0;
      mean += s;
      squares += s * s;
    }
    mean /= known;
    const double variance = std::max(0.0, squares / known - mean * mean);
    weights[c] = static_cast<float>(std::sqrt(variance + kUnseen * kUnseen) / (mean + kRare));
  }
  return weights;
}

engine::gbdt::TopicWeights FitCentroids(const Csr& words, std::span<const int> prompt,
                                        size_t prompts, const Learn& learn) {
  engine::gbdt::TopicWeights topics;
  topics.weight = ColumnWeights(words, prompt, prompts, learn);
  const size_t columns = words.columns();
  std::vector<double> sums(prompts * columns, 0.0);
  for (size_t i = 0; i < words.rows(); ++i) {
    if (!learn[i]) continue;
    const Csr::Row row = words.row(i);
    double squares = 0;
    for (size_t k = 0; k < row.index.size(); ++k) {
      squares += std::pow(static_cast<double>(row.value[k] * topics.weight[row.index[k]]), 2.0);
    }
    if (squares == 0) continue;
    double* sum = sums.data() + static_cast<size_t>(prompt[i]) * columns;
    for (size_t k = 0; k < row.index.size(); ++k) {
      const size_t column = row.index[k];
      sum[column] += static_cast<double>(row.value[k] * topics.weight[column]) / std::sqrt(squares);
    }
  }
  topics.centroids.resize(sums.size());
  for (size_t p = 0; p < prompts; ++p) {
    double squares = 0;
    for (size_t c = 0; c < columns; ++c) squares += sums[p * columns + c] * sums[p * columns + c];
    for (size_t c = 0; c < columns && squares > 0; ++c) {
      topics.centroids[p * columns + c] =
          static_cast<float>(sums[p * columns + c] / std::sqrt(squares));
    }
  }
  topics.thresholds.assign(prompts, 0.0f);
  return topics;
}

/// The value that best has `own` at or above it and `others` below.
float Threshold(std::vector<double> own, std::vector<double> others) {
  std::sort(own.begin(), own.end());
  std::sort(others.begin(), others.end());
  double best = -1, threshold = 1;
  for (const auto* side : {&own, &others}) {
    for (const double value : *side) {
      const auto at_least = [&](const std::vector<double>& values) {
        const auto first = std::lower_bound(values.begin(), values.end(), value);
        return static_cast<double>(values.end() - first) / static_cast<double>(values.size());
      };
      const double right = at_least(own) - at_least(others);
      if (right > best) {
        best = right;
        threshold = value;
      }
    }
  }
  return static_cast<float>(threshold);
}

}  // namespace

engine::gbdt::TopicWeights FitTopics(const Csr& words, std::span<const int> prompt, size_t prompts,
                                     std::span<const int> inner) {
  const auto cosines_without = [&](std::span<const int> label, int left_out, auto take) {
    Learn learn(words.rows());
    for (size_t i = 0; i < learn.size(); ++i) learn[i] = label[i] != left_out;
    const engine::gbdt::Topics topics(FitCentroids(words, prompt, prompts, learn));
    for (size_t i = 0; i < learn.size(); ++i) {
      if (!learn[i]) take(i, topics.Cosines(words.Copy(i)));
    }
  };
  std::vector<double> own, others;
  for (int fold = 0; fold <= *std::max_element(inner.begin(), inner.end()); ++fold) {
    cosines_without(inner, fold, [&](size_t i, const std::vector<double>& cosines) {
      const auto nearest = std::max_element(cosines.begin(), cosines.end());
      own.push_back(nearest - cosines.begin() == prompt[i] ? *nearest : -1.0);
    });
  }
  for (size_t p = 0; p < prompts; ++p) {
    cosines_without(prompt, static_cast<int>(p), [&](size_t, const std::vector<double>& cosines) {
      others.push_back(*std::max_element(cosines.begin(), cosines.end()));
    });
  }
  auto topics = FitCentroids(words, prompt, prompts, Learn(words.rows(), true));
  topics.thresholds.assign(prompts, Threshold(std::move(own), std::move(others)));
  return topics;
}

}  // namespace redquill::train
