#ifndef REDQUILL_SCORING_MEASURE_H_
#define REDQUILL_SCORING_MEASURE_H_

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/engine.h"
#include "engine/token_reader.h"
#include "model/package.h"
#include "text/essay.h"

namespace redquill::scoring {

/// What an engine reads of one essay; owns what engine::Input borrows.
struct Measured {
  std::vector<float> features;
  std::vector<engine::SparseVector> ngrams;
  std::vector<int32_t> tokens;
  /// Of how many; fewer read than there are: the model does not read the end.
  size_t tokens_read = 0, tokens_in_text = 0;
};

/// Makes a model's inputs from an essay, by what the model's package declares. Const after For;
/// safe from many threads.
class Measurer {
 public:
  /// An essay measured by nothing; For gives a useful one.
  Measurer() = default;

  /// kUnsupported where the package was fitted with another feature table than this program's;
  /// kCorrupt where its declarations don't fit each other; the errors of TokenReader::For.
  static Result<Measurer> For(const model::Package& package, const engine::Needs& needs);

  Result<Measured> Measure(const text::Essay& essay) const;

 private:
  engine::Needs needs_;
  std::optional<engine::TokenReader> reader_;
  std::vector<size_t> blocks_;  ///< Of features::NgramTable, in the order the model reads them.
};

}  // namespace redquill::scoring

#endif  // REDQUILL_SCORING_MEASURE_H_
