#ifndef REDQUILL_SCORING_SERVICE_H_
#define REDQUILL_SCORING_SERVICE_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/manifest.h"
#include "scoring/receipt.h"

namespace redquill::scoring {

/// What a caller asks. Views are borrowed for the call.
struct Request {
  std::string_view essay;   ///< Bytes as given: any line ends, any normalisation form, UTF-8.
  std::string_view model;   ///< A model's name; empty for the default model.
  std::string_view prompt;  ///< The prompt's name; empty if the caller doesn't say.
  bool explain = false;     ///< Fill Answer::influences where the model can.
};

/// One thing that moved the score, in words for a teacher.
struct Influence {
  std::string name;   ///< The feature's name, or "ngrams".
  std::string words;  ///< "long sentences", "few spelling errors".
  double value = 0;   ///< The feature's value for this essay.
  std::string unit;   ///< The unit of `value`; empty for the n-gram part.
  double effect = 0;  ///< In points of the scale; positive raised the score.
};

inline constexpr size_t kMostInfluences = 8;

/// Milliseconds by stage.
struct Timings {
  double read = 0, measure = 0, engine = 0, total = 0;
};

/// The score of one output.
struct OutputScore {
  std::string name;       ///< "holistic" or a trait.
  double score = 0;       ///< On the scale.
  double calibrated = 0;  ///< Before clamping and rounding.
  double raw = 0;         ///< The engine's value.
  model::Scale scale;
};

/// A score and everything that goes with it.
struct Answer {
  /// One per output of the model, at least one; the first is the score, and the receipt's.
  std::vector<OutputScore> outputs;
  std::string model;
  /// Remarks a person should read beside the score: "short: 12 words, trained on 150 and more".
  std::vector<std::string> notes;
  std::vector<Influence> influences;  ///< Strongest first; at most kMostInfluences.
  int words = 0;
  Receipt receipt;
  Timings timings;
};

/// What is known of a loaded model.
struct ModelInfo {
  std::string digest;
  model::Manifest manifest;
  std::string runtime;
  bool is_default = false;
};

struct Options {
  std::string models_folder;      ///< Every *.rqm in it is loaded.
  std::vector<std::string> only;  ///< If not empty, the names to load; a missing one is kNotFound.
  std::string default_model;      ///< Empty: "features" if there, else the first by name.
  bool warm_up = true;            ///< Score a sample text with every model before Load returns.
};

/// Scores essays with a set of loaded models; the command line, the server and the tools all score
/// by this and nothing else. Const after Load: every method may be called from many threads, and an
/// answer depends on the request and the package alone.
class Service {
 public:
  /// Loads (and warms) every model or fails: a damaged package, two packages of one name, a feature
  /// table other than the one the model was fitted with, an engine that this build lacks.
  static Result<std::unique_ptr<const Service>> Load(const Options& options);
  ~Service();

  /// Scores one essay. Errors: those of text::ReadEssay with field "essay"; kNotFound for an
  /// unknown model (field "model", the message lists the known ones). A prompt that the model was
  /// not trained for is no error: its prompt-independent part answers, and a note says so.
  Result<Answer> Score(const Request& request) const;

  /// The loaded models, by name.
  const std::vector<ModelInfo>& models() const;

 private:
  struct Loaded;
  Service();
  std::vector<std::unique_ptr<Loaded>> loaded_;  ///< In the order of infos_.
  std::vector<ModelInfo> infos_;
  size_t default_ = 0;
};

}  // namespace redquill::scoring

#endif  // REDQUILL_SCORING_SERVICE_H_
