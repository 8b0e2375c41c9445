#ifndef REDQUILL_SCORING_SERVICE_H_
#define REDQUILL_SCORING_SERVICE_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "engine/open.h"
#include "model/library.h"
#include "scoring/answer.h"
#include "scoring/loaded_model.h"

namespace redquill::scoring {

struct Options {
  std::string models_folder;      ///< Every *.rqm in it that scores is loaded.
  std::vector<std::string> only;  ///< If not empty, the names to load; a missing one is kNotFound.
  std::string default_model;      ///< Empty: "features" if there, else the first by name.
  bool default_alone = false;     ///< Without `only`: load the default model and no other.
  engine::OpenOptions engine;     ///< How backends run; what a score is does not depend on it.
  bool warm_up = true;            ///< Score a sample text with every model before Load returns.
};

/// Models that are loaded, and what each answers to. Indices are places in `models`.
struct Roster {
  /// Sends a share of the essays that name no model to another one. Which essays is decided by a
  /// hash of their bytes, so that one essay always meets the same model, whichever replica it is
  /// sent to.
  struct Canary {
    size_t model = 0;
    double share = 0;  ///< 0 to 1.
  };

  std::vector<std::shared_ptr<const LoadedModel>> models;
  std::map<std::string, size_t, std::less<>> names;  ///< All that a request may say.
  size_t default_model = 0;
  std::optional<Canary> canary;
};

/// Scores essays with a set of loaded models; the command line, the server and the tools all score
/// by this and nothing else. Const: every method may be called from many threads, and an answer
/// depends on the request and the package alone.
class Service {
 public:
  /// Loads (and warms) every model or fails: a damaged package, two packages of one name, a feature
  /// table other than the one the model was fitted with, an engine that this build lacks, a package
  /// in Options::only that gives vectors and no scores.
  static Result<std::unique_ptr<const Service>> Load(const Options& options);

  /// The same of a library that was read already; `options.models_folder` is not looked at.
  static Result<std::unique_ptr<const Service>> Load(const model::Library& library,
                                                     const Options& options);

  /// A service of models that are loaded already; there is at least one. "default" is a name of the
  /// default model, unless a model is called so.
  explicit Service(Roster roster);

  /// Scores one essay. Errors: those of text::ReadEssay with field "essay"; kNotFound for an
  /// unknown model (field "model", the message lists the known ones). A prompt that the model was
  /// not trained for is no error: its prompt-independent part answers, and a note says so.
  Result<Answer> Score(const Request& request) const;

  /// The model that a request goes to; kNotFound as Score.
  Result<std::shared_ptr<const LoadedModel>> Find(const Request& request) const;

  const Roster& roster() const { return roster_; }

  /// The models that answer to their own name, by name.
  const std::vector<ModelInfo>& models() const { return infos_; }

 private:
  Roster roster_;
  std::vector<ModelInfo> infos_;
};

}  // namespace redquill::scoring

#endif  // REDQUILL_SCORING_SERVICE_H_
