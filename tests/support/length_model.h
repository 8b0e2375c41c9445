#ifndef REDQUILL_TESTS_SUPPORT_LENGTH_MODEL_H_
#define REDQUILL_TESTS_SUPPORT_LENGTH_MODEL_H_

#include <string>
#include <vector>

#include "model/manifest.h"

namespace redquill::samples {

/// A real feature model for tests of what scores with one: the raw value, calibrated value and
/// score are the essay's words divided by `words_a_point` (2 to 15), rounded down, within 1 to 6.
/// It knows the prompts "Gardens" and "Trains"; for them its part "prompt" answers, for any other
/// its part "general", both alike. Writes the package to `path`; `name` is the model's. Throws
/// std::runtime_error.
void WriteLengthModel(const std::string& path, const std::string& name,
                      const std::vector<model::TrainingData>& training_data = {},
                      size_t words_a_point = 10);

/// An essay of made-up sentences with this many words, at least 2.
std::string EssayOfLength(int words);

}  // namespace redquill::samples

#endif  // REDQUILL_TESTS_SUPPORT_LENGTH_MODEL_H_
