#ifndef REDQUILL_ENGINE_ENGINE_H_
#define REDQUILL_ENGINE_ENGINE_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace redquill::engine {

/// A sparse vector: `value[i]` stands at column `index[i]`; indices ascend, none twice.
struct SparseVector {
  std::vector<uint32_t> index;
  std::vector<float> value;
};

/// What an engine reads of one essay. Views are borrowed for the call. An engine reads only the
/// parts it declares in Needs().
struct Input {
  std::span<const float> features;       ///< Dense features, in the package's declared order.
  std::span<const SparseVector> ngrams;  ///< One per n-gram block that the package declares.
  std::span<const int32_t> tokens;       ///< Token ids, special tokens included, exact length.
  /// Index into the manifest's prompts; -1: named, but none of them; nothing: not named, so that
  /// the engine may recognise it.
  std::optional<int> prompt;
  std::string_view text = {};  ///< Normalised, UTF-8; for engines that cut it into tokens.
};

/// How strongly one input moved the raw value, in raw units (an additive explanation).
struct Contribution {
  int feature;  ///< Index into Input::features; -1 - b for n-gram block b.
  double effect;
};

/// What one model of an ensemble said.
struct MemberSaid {
  std::string name;
  double raw = 0, weight = 0;
  double effect = 0;  ///< Weight times raw, less the same of the mean essay learned from.
};

/// What an engine says of one essay.
struct Output {
  std::vector<double>
      raw;           ///< Raw value per output (one for a holistic score), before calibration.
  std::string part;  ///< Which part of the model spoke: "prompt", "general"; "" if it has one.
  std::optional<int> prompt;  ///< The prompt that the engine went by, named or recognised.
  std::vector<Contribution> contributions;  ///< Empty unless asked for; unordered.
  std::vector<MemberSaid> members;          ///< Of an ensemble, in its order.
  size_t tokens_read = 0, tokens = 0;       ///< Where the engine itself cut the text into tokens.
};

struct Needs {
  bool features = false, ngrams = false, tokens = false, text = false;
};

struct RunOptions {
  bool explain = false;  ///< Fill Output::contributions where the backend can.
  /// A run that waits for others (in a backend that makes batches) is given up then.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

/// One loaded model's arithmetic: tokens or features in, raw value(s) out. Const after loading;
/// every method may be called from many threads at once. The result depends on the input alone,
/// never on what else runs or ran; where a backend makes batches, within the bound that it states.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual Needs needs() const = 0;

  /// Runs one essay. kInvalidArgument where the input breaks Needs (wrong number of features, token
  /// id beyond the vocabulary, too many tokens); kInternal where the runtime failed; kTimeout where
  /// options.deadline passed before it began.
  virtual Result<Output> Run(const Input& input, const RunOptions& options) const = 0;

  /// Name and version of the runtime, for receipts, such as "xgboost 1.7.4".
  virtual std::string Runtime() const = 0;
};

}  // namespace redquill::engine

#endif  // REDQUILL_ENGINE_ENGINE_H_
