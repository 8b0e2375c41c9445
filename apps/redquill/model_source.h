#ifndef REDQUILL_APPS_REDQUILL_MODEL_SOURCE_H_
#define REDQUILL_APPS_REDQUILL_MODEL_SOURCE_H_

#include <memory>
#include <string>

#include "artifacts/mirror.h"
#include "base/aws/session.h"
#include "base/error.h"
#include "base/log.h"
#include "config/config.h"
#include "model/library.h"

namespace redquill::app {

/// Where a server takes its models from: a folder, or a bucket that is mirrored on this machine.
/// Used by one thread at a time.
class ModelSource {
 public:
  /// By models.folder, s3.* and artifacts.*. Resolves the secrets; asks no bucket yet. Errors of
  /// ParseLocation, ModelsFolder, Secrets and aws::Session. Borrows the log.
  static Result<std::unique_ptr<ModelSource>> Open(const config::Config& config, const Log& log);

  /// The packages that the source has now: reads the folder, or brings the mirror up to date. At
  /// the first call, if the bucket can't be had and artifacts.use_kept is on, what is kept from
  /// last time serves, and the log says so; an object without any version is then an error. Later
  /// calls leave out what can't be had and say so in the log.
  Result<model::Library> Bring();

 private:
  ModelSource(const config::Config& config, const Log& log)
      : log_(log), use_kept_(config.artifacts.use_kept) {}
  Result<model::Library> FromBucket();

  const Log& log_;
  bool use_kept_, first_ = true;
  std::string folder_;
  std::unique_ptr<aws::Session> session_;
  artifacts::MirrorOptions mirror_;
};

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_MODEL_SOURCE_H_
