#include "sched/cost.h"

#include <algorithm>

namespace redquill::sched {
namespace {

constexpr double kHour = 3600e9;
constexpr double kForget = 63.0 / 64;

/// What is left of the squares with these coefficients: each row is the sample divided by its time.
double Residual(std::span<const Sample> samples, double linear, double quadratic) {
  double sum = 0;
  for (const auto& sample : samples) {
    if (sample.size == 0 || sample.took.count() <= 0) continue;
    const double s = static_cast<double>(sample.size);
    const double error = (linear * s + quadratic * s * s) / double(sample.took.count()) - 1;
    sum += error * error;
  }
  return sum;
}

}  // namespace

Duration Cost::Of(size_t size) const {
  const double s = static_cast<double>(std::min(size, cap));
  return Duration(
      static_cast<Duration::rep>(std::clamp(linear * s + quadratic * s * s, 1.0, kHour)));
}

Cost FitCost(std::span<const Sample> samples) {
  double xx = 0, xy = 0, yy = 0, x = 0, y = 0;
  for (const auto& sample : samples) {
    if (sample.size == 0 || sample.took.count() <= 0) continue;
    const double s = static_cast<double>(sample.size);
    const double first = s / static_cast<double>(sample.took.count()), second = first * s;
    xx += first * first, xy += first * second, yy += second * second;
    x += first, y += second;
  }
  if (xx == 0) return {};
  const double only_linear = x / xx, only_quadratic = y / yy;
  const double determinant = xx * yy - xy * xy;
  // Samples of one size don't tell the two apart.
  if (determinant > 1e-9 * xx * yy) {
    const double linear = (x * yy - y * xy) / determinant;
    const double quadratic = (y * xx - x * xy) / determinant;
    if (linear >= 0 && quadratic >= 0) return {linear, quadratic};
  }
  return Residual(samples, only_linear, 0) <= Residual(samples, 0, only_quadratic)
             ? Cost{only_linear, 0}
             : Cost{0, only_quadratic};
}

double Drift::factor() const {
  return estimated_ > 0 ? std::clamp(took_ / estimated_, 0.125, 8.0) : 1;
}

void Drift::Saw(Duration estimated, Duration took) {
  estimated_ = estimated_ * kForget + static_cast<double>(estimated.count());
  took_ = took_ * kForget + static_cast<double>(took.count());
}

}  // namespace redquill::sched
