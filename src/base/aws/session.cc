#include "base/aws/session.h"

#include <mutex>
#include <optional>
#include <utility>

#include "base/aws/credential_chain.h"
#include "base/aws/metadata.h"
#include "base/aws/sigv4.h"

namespace redquill::aws {
namespace {

constexpr auto kRenewBefore = std::chrono::minutes(5);
constexpr auto kRenewAgainAfter = std::chrono::seconds(30);

std::string First(std::initializer_list<std::string> candidates) {
  for (const std::string& candidate : candidates) {
    if (!candidate.empty()) return candidate;
  }
  return {};
}

Result<void> CheckSettings(const Settings& settings) {
  if (settings.access_key_id.empty() != settings.secret_access_key.empty()) {
    return Fail(Code::kInvalidArgument,
                "of the AWS access key and its secret only one is configured; give both or none");
  }
  if (settings.anonymous && (!settings.access_key_id.empty() || !settings.profile.empty())) {
    return Fail(Code::kInvalidArgument,
                "anonymous access is configured beside credentials; keep one of them");
  }
  return {};
}

}  // namespace

struct Session::State {
  Settings settings;
  Environment environment;
  Clock clock;
  Profile profile;

  std::mutex mutex;  // Guards what follows.
  std::optional<Credentials> credentials;
  std::string region;
  int serial = 0;      // Of the credentials; 0: none yet.
  bool renew = false;  // They were refused.
  Time tried{};

  std::string OwnEndpoint(std::string_view service) const;
  bool Stale(Time now) const;
  Result<void> Refresh(Time now);
};

std::string Session::State::OwnEndpoint(std::string_view service) const {
  const bool s3 = service == "s3";
  return First({s3 ? settings.s3_endpoint : settings.secrets_manager_endpoint,
                environment(s3 ? "AWS_ENDPOINT_URL_S3" : "AWS_ENDPOINT_URL_SECRETS_MANAGER"),
                environment("AWS_ENDPOINT_URL"), profile.endpoint_url});
}

bool Session::State::Stale(Time now) const {
  if (!credentials || renew) return true;
  return credentials->expires && *credentials->expires - now < kRenewBefore;
}

Result<void> Session::State::Refresh(Time now) {
  const bool usable =
      credentials && !renew && (!credentials->expires || now < *credentials->expires);
  if (usable && now - tried < kRenewAgainAfter) return {};
  tried = now;
  if (serial > 0) {
    // Someone may have written new keys into the file.
    if (auto again = ReadProfile(settings.profile, environment)) profile = *std::move(again);
  }
  auto found = FindCredentials(settings, profile, environment);
  if (!found && usable) return {};  // They still hold: the service may be back before they expire.
  if (!found) return Failure(std::move(found).error());
  credentials = *std::move(found);
  ++serial;
  renew = false;
  return {};
}

Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}
Session::~Session() = default;

Result<std::unique_ptr<Session>> Session::Open(Settings settings, Environment environment,
                                               Clock clock) {
  if (auto checked = CheckSettings(settings); !checked) return Failure(checked.error());
  auto state = std::make_unique<State>();
  state->settings = std::move(settings);
  state->environment = std::move(environment);
  state->clock = clock ? std::move(clock) : [] {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  };
  auto profile = ReadProfile(state->settings.profile, state->environment);
  if (!profile) return Failure(std::move(profile).error());
  state->profile = *std::move(profile);
  for (const char* service : {"s3", "secretsmanager"}) {
    const std::string own = state->OwnEndpoint(service);
    if (own.empty()) continue;
    if (auto url = ParseUrl(own); !url) {
      return Failure(std::move(url).error(), std::string("the endpoint of ") + service);
    }
  }
  return std::unique_ptr<Session>(new Session(std::move(state)));
}

Result<int> Session::Sign(std::string_view service, HttpRequest* request) {
  if (state_->settings.anonymous) return 0;
  auto region = Region(service);
  if (!region) return Failure(std::move(region).error());
  const Time now = state_->clock();
  const std::lock_guard lock(state_->mutex);
  if (state_->Stale(now)) {
    if (auto fresh = state_->Refresh(now); !fresh) return Failure(std::move(fresh).error());
  }
  aws::Sign(*state_->credentials, {*region, std::string(service)}, now, request);
  return state_->serial;
}

bool Session::Renew(int serial) {
  const std::lock_guard lock(state_->mutex);
  if (!state_->credentials || state_->credentials->fixed) return false;
  if (serial == state_->serial) state_->renew = true;
  return true;
}

std::string Session::origin() const {
  const std::lock_guard lock(state_->mutex);
  return state_->credentials ? state_->credentials->origin : "";
}

Result<std::string> Session::Region(std::string_view service) {
  const std::string said =
      First({state_->settings.region, state_->environment("AWS_REGION"),
             state_->environment("AWS_DEFAULT_REGION"), state_->profile.region});
  if (!said.empty()) return said;
  if (HasOwnEndpoint(service)) return "us-east-1";
  const std::lock_guard lock(state_->mutex);
  if (!state_->region.empty()) return state_->region;
  auto found = InstanceRegion(state_->environment);
  if (!found) return Failure(std::move(found).error());
  if (!*found) {
    return Fail(Code::kInvalidArgument,
                "no AWS region is known; set region in the configuration, or AWS_REGION");
  }
  state_->region = **std::move(found);
  return state_->region;
}

bool Session::HasOwnEndpoint(std::string_view service) const {
  return !state_->OwnEndpoint(service).empty();
}

Result<Url> Session::Endpoint(std::string_view service) {
  const std::string own = state_->OwnEndpoint(service);
  if (!own.empty()) return ParseUrl(own);
  auto region = Region(service);
  if (!region) return Failure(std::move(region).error());
  const bool china = region->rfind("cn-", 0) == 0;
  return ParseUrl("https://" + std::string(service) + "." + *region + ".amazonaws.com" +
                  (china ? ".cn" : ""));
}

HttpSettings Session::http() const {
  HttpSettings http;
  http.ca_file = First({state_->settings.ca_file, state_->environment("AWS_CA_BUNDLE")});
  return http;
}

Time Session::now() const { return state_->clock(); }

const std::vector<std::string>& Session::warnings() const { return state_->profile.warnings; }

}  // namespace redquill::aws
