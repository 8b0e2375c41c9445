#include "redquill/model_source.h"

#include <cstdlib>
#include <utility>

#include "config/secrets.h"
#include "model/models_folder.h"
#include "redquill/plain_models.h"

namespace redquill::app {
namespace {

/// With kept packages at hand a dead bucket is given up sooner.
constexpr int kAttemptsWithKept = 3;

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Result<std::string> CacheFolder(const std::string& configured) {
  if (!configured.empty()) return configured;
  // What systemd's CacheDirectory= has made, then the usual places of a person.
  if (const auto systemd = Variable("CACHE_DIRECTORY"); !systemd.empty()) return systemd;
  if (const auto xdg = Variable("XDG_CACHE_HOME"); !xdg.empty()) return xdg + "/redquill";
  if (const auto home = Variable("HOME"); !home.empty()) return home + "/.cache/redquill";
  return Fail(Code::kInvalidArgument,
              "There is no folder for the packages of the bucket. Name one with artifacts.cache.",
              "artifacts.cache");
}

Result<Secret> Resolved(config::Secrets& secrets, const std::string& reference,
                        std::string_view key) {
  if (reference.empty()) return Secret();
  auto secret = secrets.Resolve(reference);
  if (!secret) return Failure(std::move(secret).error(), key);
  return secret;
}

Result<std::unique_ptr<aws::Session>> OpenSession(const config::Config::S3& s3, const Log& log) {
  config::Secrets secrets;
  aws::Settings settings;
  auto secret = Resolved(secrets, s3.secret_access_key, "s3.secret_access_key");
  if (!secret) return Failure(secret.error());
  auto token = Resolved(secrets, s3.session_token, "s3.session_token");
  if (!token) return Failure(token.error());
  settings.access_key_id = s3.access_key_id;
  settings.secret_access_key = std::move(*secret);
  settings.session_token = std::move(*token);
  settings.anonymous = s3.anonymous;
  settings.profile = s3.profile;
  settings.region = s3.region;
  settings.s3_endpoint = s3.endpoint;
  settings.ca_file = s3.ca_file;
  auto session = aws::Session::Open(std::move(settings));
  if (!session) return session;
  for (const auto& warning : secrets.TakeWarnings()) log.Write(LogLevel::kWarn, warning);
  for (const auto& warning : (*session)->warnings()) log.Write(LogLevel::kWarn, warning);
  return session;
}

Result<artifacts::Location> LocationOf(const config::Config& config) {
  if (config.models.folder.empty() && !config.s3.bucket.empty()) {
    return artifacts::ParseLocation("s3://" + config.s3.bucket + "/" + config.s3.prefix);
  }
  if (config.models.folder.empty()) return artifacts::Location{};
  return artifacts::ParseLocation(config.models.folder);
}

}  // namespace

Result<std::unique_ptr<ModelSource>> ModelSource::Open(const config::Config& config,
                                                       const Log& log) {
  auto location = LocationOf(config);
  if (!location) return Failure(location.error());
  std::unique_ptr<ModelSource> source(new ModelSource(config, log));
  if (!location->in_bucket()) {
    auto folder = model::ModelsFolder(location->folder);
    if (!folder) return Failure(folder.error());
    source->folder_ = std::move(*folder);
    if (!HasPlainModels(source->folder_)) return source;
    auto cache = CacheFolder(config.artifacts.cache);
    if (!cache) return Failure(cache.error());
    source->mirror_.cache = std::move(*cache);
    return source;
  }
  auto cache = CacheFolder(config.artifacts.cache);
  if (!cache) return Failure(cache.error());
  auto session = OpenSession(config.s3, log);
  if (!session) return Failure(session.error());
  source->session_ = std::move(*session);
  auto addressing = artifacts::s3::ParseAddressing(config.s3.addressing);
  if (!addressing) return Failure(addressing.error());
  source->mirror_.source = std::move(*location);
  source->mirror_.cache = std::move(*cache);
  source->mirror_.addressing = *addressing;
  source->mirror_.parallel = config.artifacts.parallel;
  source->mirror_.keep_previous = config.artifacts.keep_previous;
  source->mirror_.pack = PackPlainModel;
  return source;
}

Result<model::Library> ModelSource::Bring() {
  auto library = session_                ? FromBucket()
                 : mirror_.cache.empty() ? model::ReadLibrary(folder_)
                                         : LibraryWithPlainModels(folder_, mirror_.cache);
  first_ = false;
  return library;
}

Result<model::Library> ModelSource::FromBucket() {
  const std::string source = mirror_.source.Text();
  const auto kept = artifacts::HeldBy(mirror_);
  const bool fall_back = first_ && use_kept_ && !kept.packages.empty();
  auto options = mirror_;
  options.quiet = !first_;
  if (fall_back) options.backoff.attempts = kAttemptsWithKept;
  auto mirrored = artifacts::UpdateMirror(session_.get(), options);
  if (!mirrored && fall_back) {
    log_.Write(LogLevel::kWarn, "the bucket can't be had; serving the packages kept from last time",
               {{"source", source}, {"why", mirrored.error().message}});
    return model::ReadPackages(kept.packages, source);
  }
  if (!mirrored) return Failure(mirrored.error());
  for (const auto& [key, error] : mirrored->problems) {
    // A package that was never here would be missed; at the start that must be seen.
    if (first_ && !(use_kept_ && mirrored->packages.size() >= kept.packages.size() &&
                    !kept.packages.empty())) {
      return Failure(error);
    }
    log_.Write(LogLevel::kWarn, "a package can't be had; its last version stays",
               {{"key", key}, {"why", error.message}});
  }
  if (mirrored->packages.empty()) {
    return Fail(Code::kNotFound, "There is no model package (*.rqm, *.zip) in " + source + ".");
  }
  log_.Write(mirrored->fetched > 0 || first_ ? LogLevel::kInfo : LogLevel::kDebug, "packages",
             {{"source", source},
              {"fetched", static_cast<int64_t>(mirrored->fetched)},
              {"unchanged", static_cast<int64_t>(mirrored->unchanged)}});
  return model::ReadPackages(mirrored->packages, source);
}

}  // namespace redquill::app
