#ifndef REDQUILL_SCORING_LOADED_MODEL_H_
#define REDQUILL_SCORING_LOADED_MODEL_H_

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/open.h"
#include "model/package.h"
#include "scoring/answer.h"
#include "scoring/raw_score.h"

namespace redquill::scoring {

/// What is known of a loaded model.
struct ModelInfo {
  std::string digest;
  std::string raw_digest;  ///< model::RawDigest: of what makes its raw values.
  model::Manifest manifest;
  std::string runtime;
  bool is_default = false;
  std::vector<std::string> aliases;  ///< Other names it answers to, beside its own.
};

/// One version of a model with everything it needs to score: package, engine, inputs, calibration.
/// Const after Load; Score may be called from many threads. Shared, since a request keeps the
/// version it began with while another takes its place.
class LoadedModel {
 public:
  /// Takes a proven package into service. Errors: a feature table other than the one the model was
  /// fitted with, an engine that this build lacks, a damaged file of the package; kInvalidArgument
  /// for one that gives vectors and no scores.
  static Result<std::shared_ptr<const LoadedModel>> Load(
      std::shared_ptr<const model::Package> package, const engine::OpenOptions& options = {});
  ~LoadedModel();

  /// Scores a sample text, so that the first person's essay meets warm caches and built tables.
  Result<void> WarmUp() const;

  /// Scores one essay; `request.model` is not looked at. Errors as Service::Score.
  Result<Answer> Score(const Request& request) const;

  /// The two halves of Score: reading the essay and running the engine, which is nearly all of the
  /// work, and the answer from what that gave. The raw score may be one of another model of the
  /// same raw_digest and runtime, for the same text, prompt and wish to be explained: the answer is
  /// the one that Score gives, bit for bit, timings apart.
  Result<RawScore> Run(const Request& request) const;
  Result<Answer> Calibrate(const RawScore& raw, const Request& request) const;

  const ModelInfo& info() const;
  const std::string& name() const { return info().manifest.name; }
  const std::shared_ptr<const model::Package>& package() const;

 private:
  struct Parts;
  explicit LoadedModel(std::unique_ptr<Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

}  // namespace redquill::scoring

#endif  // REDQUILL_SCORING_LOADED_MODEL_H_
