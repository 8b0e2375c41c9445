#include "train/feature/masked_ridge.h"

namespace redquill::train {
namespace {

using Sums = std::array<double, kLanes>;

constexpr int kMostIterations = 300;
constexpr double kTolerance = 1e-3;

/// Whether lane `lane` learns from an essay of inner fold `fold`.
bool Learns(size_t lane, int fold) { return lane != static_cast<size_t>(fold) + 1; }

Sums Dots(const LaneRows& a, const LaneRows& b) {
  Sums sums{};
  for (size_t i = 0; i < a.size(); ++i) {
    for (size_t k = 0; k < kLanes; ++k) {
      sums[k] += static_cast<double>(a[i][k]) * static_cast<double>(b[i][k]);
    }
  }
  return sums;
}

/// a += factor b, lane by lane.
void Add(const Lanes& factor, const LaneRows& b, LaneRows* a) {
  for (size_t i = 0; i < b.size(); ++i) {
    for (size_t k = 0; k < kLanes; ++k) (*a)[i][k] += factor[k] * b[i][k];
  }
}

void Mask(std::span<const int> inner, LaneRows* rows) {
  for (size_t i = 0; i < rows->size(); ++i) {
    const auto left_out = static_cast<size_t>(inner[i]) + 1;
    (*rows)[i][left_out] = 0;
  }
}

Sums LaneMeans(std::span<const double> scores, std::span<const int> inner) {
  Sums means{}, counts{};
  for (size_t i = 0; i < scores.size(); ++i) {
    for (size_t k = 0; k < kLanes; ++k) {
      if (!Learns(k, inner[i])) continue;
      means[k] += scores[i];
      counts[k] += 1;
    }
  }
  for (size_t k = 0; k < kLanes; ++k) means[k] /= counts[k];
  return means;
}

}  // namespace

MaskedRidge FitMaskedRidge(std::span<const KernelTerm> terms, std::span<const double> scores,
                           std::span<const int> inner, double penalty) {
  MaskedRidge fit;
  fit.mean = LaneMeans(scores, inner);
  LaneRows residual(scores.size());
  for (size_t i = 0; i < scores.size(); ++i) {
    for (size_t k = 0; k < kLanes; ++k) {
      residual[i][k] = Learns(k, inner[i]) ? static_cast<float>(scores[i] - fit.mean[k]) : 0.0f;
    }
  }
  fit.coefficients.assign(scores.size(), Lanes{});
  LaneRows direction = residual;
  Sums squares = Dots(residual, residual);
  const Sums start = squares;
  std::array<bool, kLanes> done{};
  for (; fit.iterations < kMostIterations; ++fit.iterations) {
    bool all = true;
    for (size_t k = 0; k < kLanes; ++k) {
      done[k] = squares[k] <= kTolerance * kTolerance * start[k];
      all = all && done[k];
    }
    if (all) break;
    LaneRows image = TimesKernel(terms, direction);
    Lanes penalties;
    penalties.fill(static_cast<float>(penalty));
    Add(penalties, direction, &image);
    Mask(inner, &image);
    const Sums curvature = Dots(direction, image);
    Lanes step{}, back{}, turn{};
    for (size_t k = 0; k < kLanes; ++k) {
      if (!done[k]) step[k] = static_cast<float>(squares[k] / curvature[k]);
      back[k] = -step[k];
    }
    Add(step, direction, &fit.coefficients);
    Add(back, image, &residual);
    const Sums next = Dots(residual, residual);
    for (size_t k = 0; k < kLanes; ++k) {
      turn[k] = done[k] ? 0.0f : static_cast<float>(next[k] / squares[k]);
    }
    for (size_t i = 0; i < direction.size(); ++i) {
      for (size_t k = 0; k < kLanes; ++k) {
        direction[i][k] = residual[i][k] + turn[k] * direction[i][k];
      }
    }
    squares = next;
  }
  const LaneRows products = TimesKernel(terms, fit.coefficients);
  fit.out_of_fold.resize(scores.size());
  for (size_t i = 0; i < scores.size(); ++i) {
    const auto lane = static_cast<size_t>(inner[i]) + 1;
    fit.out_of_fold[i] =
        static_cast<float>(fit.mean[lane] + static_cast<double>(products[i][lane]));
  }
  return fit;
}

}  // namespace redquill::train
