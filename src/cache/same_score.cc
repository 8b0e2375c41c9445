#include "cache/same_score.h"

#include <algorithm>
#include <array>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <utility>

namespace redquill::cache {
namespace {

constexpr size_t kMost = 1024;
constexpr double kSteepest = 1000;  // Slope by spread: a step, at any similarity that was seen.
constexpr double kHighest = 20;     // Logit: 1 - p = 2e-9.
constexpr int kHalvings = 30;

double Sigmoid(double x) {
  return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}
double LogSigmoid(double x) {
  return x >= 0 ? -std::log1p(std::exp(-x)) : x - std::log1p(std::exp(x));
}

/// Shares of δ that the band may be wrong in; the best of them is taken, as in the paper.
std::array<double, 3> BandErrors(double error) { return {error / 20, error / 8, error / 3}; }

/// Whether the pairs from that similarity on show by themselves (Clopper and Pearson's bound of
/// 99 %) that at most δ of them are wrong: where no logistic curve is the true one, the band can
/// promise more than they do.
bool SeenToBeRight(const auto& observations, double from, double error) {
  size_t pairs = 0, wrong = 0;
  for (const auto& one : observations) {
    if (one.similarity < from) continue;
    ++pairs;
    wrong += one.same ? 0 : 1;
  }
  if (wrong == pairs) return false;
  constexpr double kDoubt = 0.01;
  return boost::math::binomial_distribution<double>::find_upper_bound_on_p(
             static_cast<double>(pairs), static_cast<double>(wrong), kDoubt) <= error;
}

}  // namespace

void SameScoreModel::Add(double similarity, bool same) {
  if (!std::isfinite(similarity)) return;
  if (observations_.size() == kMost) observations_.erase(observations_.begin());
  observations_.push_back({similarity, same});
  ++since_;
  wrong_since_ = wrong_since_ || (!same && serves_from_ && similarity >= *serves_from_);
  Measure();
}

void SameScoreModel::Measure() {
  const auto [low, high] =
      std::minmax_element(observations_.begin(), observations_.end(),
                          [](const auto& a, const auto& b) { return a.similarity < b.similarity; });
  middle_ = (low->similarity + high->similarity) / 2;
  spread_ = std::max((high->similarity - low->similarity) / 2, 1e-9);
}

double SameScoreModel::Likelihood(double slope, double at, double height) const {
  double sum = 0;
  for (const auto& each : observations_) {
    const double x = slope * (each.similarity - at) / spread_ + height;
    sum += LogSigmoid(each.same ? x : -x);
  }
  return sum;
}

/// The likeliest slope of a curve with that logit at that similarity: the log-likelihood is concave
/// in it, so where its derivative crosses zero; by Newton's steps, halving where they leave the
/// bracket.
SameScoreModel::Curve SameScoreModel::BestThrough(double at, double height) const {
  const double reach = (std::abs(at - middle_) + spread_) / spread_;
  double low = 0, high = kSteepest, slope = 0;
  for (int i = 0; i < kHalvings; ++i) {
    double derivative = 0, bend = 0;
    for (const auto& each : observations_) {
      const double distance = (each.similarity - at) / spread_;
      const double p = Sigmoid(slope * distance + height);
      derivative += distance * (each.same ? 1 - p : -p);
      bend += distance * distance * p * (1 - p);
    }
    if (slope == 0 && derivative <= 0) break;  // It would rather fall.
    (derivative > 0 ? low : high) = slope;
    const double step = bend > 0 ? derivative / bend : kSteepest;
    const double next = slope + step;
    const double last = std::exchange(slope, next > low && next < high ? next : (low + high) / 2);
    if (std::abs(slope - last) * reach < 1e-6) break;
  }
  return {slope, height, Likelihood(slope, at, height)};
}

/// The likeliest curve of all, by golden sections over its logit at the middle (concave too).
SameScoreModel::Curve SameScoreModel::Best() const {
  constexpr double kGolden = 0.6180339887498949;
  double low = -kHighest, high = kHighest;
  Curve left = BestThrough(middle_, high - kGolden * (high - low));
  Curve right = BestThrough(middle_, low + kGolden * (high - low));
  while (high - low > 1e-3) {
    if (left.likelihood < right.likelihood) {
      low = left.height;
      left = right;
      right = BestThrough(middle_, low + kGolden * (high - low));
    } else {
      high = right.height;
      right = left;
      left = BestThrough(middle_, high - kGolden * (high - low));
    }
  }
  return left.likelihood < right.likelihood ? right : left;
}

double SameScoreModel::AtLeast(double similarity) const {
  if (observations_.empty()) return 0;
  const Curve best = Best();
  const double top =
      std::clamp(best.slope * (similarity - middle_) / spread_ + best.height, -kHighest, kHighest);
  double least = 0;
  for (const double e : BandErrors(error_)) {
    double low = -kHighest, high = top;
    for (int i = 0; i < kHalvings; ++i) {
      const double height = (low + high) / 2;
      const bool outside =
          BestThrough(similarity, height).likelihood < best.likelihood + std::log(e);
      (outside ? low : high) = height;
    }
    least = std::max(least, (1 - e) * Sigmoid(low));
  }
  return least;
}

/// Whether AtLeast is 1 - δ there, without finding how much it is: the curves through the wanted
/// height must be outside the band, and the likeliest one above it.
bool SameScoreModel::Reaches(double similarity, const Curve& best) const {
  const double top = best.slope * (similarity - middle_) / spread_ + best.height;
  for (const double e : BandErrors(error_)) {
    const double wanted = (1 - error_) / (1 - e);
    const double height = std::log(wanted / (1 - wanted));
    if (top <= height) continue;
    if (BestThrough(similarity, height).likelihood < best.likelihood + std::log(e)) return true;
  }
  return false;
}

std::optional<double> SameScoreModel::ServesFrom() {
  // A wrong answer where answers are given tells at once; the others can wait for more.
  if (found_ && !wrong_since_ && since_ * 20 < observations_.size()) return serves_from_;
  serves_from_.reset();
  since_ = 0;
  wrong_since_ = false;
  found_ = true;
  if (observations_.empty()) return serves_from_;
  const Curve best = Best();
  double low = middle_ - spread_, high = middle_ + spread_;
  if (!Reaches(high, best)) return serves_from_;
  // No curve falls, so the least of them doesn't either.
  for (int i = 0; i < 12; ++i) {
    const double between = (low + high) / 2;
    (Reaches(between, best) ? high : low) = between;
  }
  if (SeenToBeRight(observations_, high, error_)) serves_from_ = high;
  return serves_from_;
}

double SameScoreModel::ExploreProbability(double similarity) const {
  const double same = AtLeast(similarity);
  if (same >= 1 - error_) return 0;
  return (1 - error_ - same) / (1 - same);
}

}  // namespace redquill::cache
