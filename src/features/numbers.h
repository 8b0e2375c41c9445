#ifndef REDQUILL_FEATURES_NUMBERS_H_
#define REDQUILL_FEATURES_NUMBERS_H_

#include <cstddef>
#include <span>
#include <vector>

namespace redquill::features {

/// The natural logarithm by IEEE's basic operations alone, so that it has the same bits on every
/// machine: the C library chooses its code by the processor. x > 0; error below 4 units in the last
/// place.
double Log(double x);

/// a / b; 0 where b is 0.
double Ratio(double a, double b);

/// What describes a list of numbers; all 0 for an empty one.
struct Moments {
  double mean = 0, sd = 0, median = 0, lower_quartile = 0, upper_quartile = 0, min = 0, max = 0;

  /// sd of the population (divides by n); quartiles by linear interpolation between ranks. Sorts
  /// `values`.
  static Moments Of(std::vector<double>* values);
};

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_NUMBERS_H_
