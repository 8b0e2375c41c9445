#ifndef REDQUILL_MODEL_IMPORT_OUTPUTS_H_
#define REDQUILL_MODEL_IMPORT_OUTPUTS_H_

#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/hf/config.h"
#include "model/manifest.h"

namespace redquill::model {

/// What the labels of a head stand for.
enum class Labels {
  kByConfiguration,  ///< problem_type says it; without one, the only reading that fits.
  kTraits,           ///< Each label's value is a score: a regression.
  kClasses           ///< Each label is a point of the scale, the lowest first; the raw value is the
                     ///< points' mean under the labels' probabilities.
};

/// What a head gives, for the manifest and for the graph.
struct HeadOutputs {
  std::vector<Output> outputs;
  std::vector<float> class_values;  ///< See onnx::WriteOptions; empty for traits.
};

/// One label is the holistic score. Several are traits, named after the labels, or classes.
/// kInvalidArgument where they fit neither reading, with what to do; kUnsupported for a head that
/// answers yes or no to several questions.
Result<HeadOutputs> OutputsOf(const hf::Config& config, const Scale& scale, Labels labels);

/// "1:6:1" (min, max, step) as a scale. kInvalidArgument.
Result<Scale> ReadScale(std::string_view text);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_IMPORT_OUTPUTS_H_
