#ifndef REDQUILL_METRICS_AVERAGE_H_
#define REDQUILL_METRICS_AVERAGE_H_

#include <span>

namespace redquill::metrics {

/// The mean, leaving NaN out; NaN if nothing is left.
double MeanOverPrompts(std::span<const double> values);

/// The mean through Fisher's transformation, tanh(mean(atanh(k))), as the ASAP competition of 2012
/// averaged kappas over prompts. Kappas are first capped at +-0.999 as it did; NaN is left out.
double FisherMean(std::span<const double> kappas);

}  // namespace redquill::metrics

#endif  // REDQUILL_METRICS_AVERAGE_H_
