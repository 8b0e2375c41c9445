#include "config/secrets.h"

#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "base/private_file.h"
#include "config/secret_reference.h"
#include "config/secrets_manager.h"

namespace redquill::config {
namespace {

using TimePoint = std::chrono::steady_clock::time_point;

constexpr uint64_t kMaxFileBytes = 64 << 10;

/// A secret as the service gave it, and when it was last asked for, with or without success.
struct Kept {
  Secret whole;
  TimePoint fetched, asked;
};

}  // namespace

struct Secrets::State {
  SecretOptions options;
  std::mutex mutex;  // Guards what follows.
  std::unique_ptr<aws::Session> session;
  std::map<std::string, Kept> kept;
  std::set<std::string> warned;
  std::vector<std::string> warnings;

  void Warn(const std::string& warning) {
    if (warned.insert(warning).second) warnings.push_back(warning);
  }
  Result<Secret> FromEnvironment(const std::string& name);
  Result<Secret> FromFile(const std::string& path);
  Result<Secret> FromSecretsManager(const SecretReference& reference, bool again);
  Result<Secret> Fetch(const std::string& name);
  Result<Secret> Resolve(std::string_view text, bool again);
};

Result<Secret> Secrets::State::FromEnvironment(const std::string& name) {
  std::string value = options.environment(name.c_str());
  if (value.empty()) return Fail(Code::kNotFound, "the variable is not set or empty");
  return Secret::Take(&value);
}

Result<Secret> Secrets::State::FromFile(const std::string& path) {
  auto file = ReadPrivateFile(path, kMaxFileBytes);
  if (!file) return Failure(std::move(file).error());
  if (!file->warning.empty()) Warn(file->warning);
  std::string_view bytes = file->bytes.Reveal();
  if (bytes.ends_with('\n')) bytes.remove_suffix(1);
  if (bytes.ends_with('\r')) bytes.remove_suffix(1);
  if (bytes.empty()) return Fail(Code::kNotFound, "the file is empty");
  return Secret(bytes);
}

Result<Secret> Secrets::State::Fetch(const std::string& name) {
  if (!session) {
    auto opened =
        options.open_session ? options.open_session() : aws::Session::Open({}, options.environment);
    if (!opened) return Failure(std::move(opened).error());
    session = *std::move(opened);
    for (const std::string& warning : session->warnings()) Warn(warning);
  }
  return FetchSecret(session.get(), name);
}

Result<Secret> Secrets::State::FromSecretsManager(const SecretReference& reference, bool again) {
  const TimePoint now = options.clock();
  auto at = kept.find(reference.name);
  const bool known = at != kept.end();
  const bool due = !known || again || now - at->second.fetched >= options.keep;
  if (due && (!known || now - at->second.asked >= options.ask_at_most_every)) {
    auto fetched = Fetch(reference.name);
    if (fetched) {
      at = kept.insert_or_assign(reference.name, Kept{*std::move(fetched), now, now}).first;
    } else {
      const Code code = fetched.error().code;
      if (!known || (code != Code::kUnavailable && code != Code::kTimeout)) {
        return Failure(std::move(fetched).error());
      }
      at->second.asked = now;
      Warn(Described(reference) + " goes on being used as it was: " + fetched.error().message);
    }
  }
  return reference.key.empty() ? Result<Secret>(at->second.whole.Copy())
                               : MemberOfSecret(at->second.whole, reference.key);
}

Result<Secret> Secrets::State::Resolve(std::string_view text, bool again) {
  auto reference = ParseSecretReference(text);
  if (!reference) return Failure(std::move(reference).error());
  const std::lock_guard lock(mutex);
  const auto resolved = [&]() -> Result<Secret> {
    switch (reference->place) {
      case SecretReference::Place::kEnvironment:
        return FromEnvironment(reference->name);
      case SecretReference::Place::kFile:
        return FromFile(reference->name);
      case SecretReference::Place::kSecretsManager:
        return FromSecretsManager(*reference, again);
      case SecretReference::Place::kPlain:
        Warn("a secret stands as plain: in the configuration; keep it elsewhere and refer to it");
        return Secret::Take(&reference->name);
    }
    return Fail(Code::kInternal, "no such place");
  };
  auto secret = resolved();
  if (!secret) return Failure(std::move(secret).error(), Described(*reference));
  return secret;
}

Secrets::Secrets(SecretOptions options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
  if (!state_->options.environment) state_->options.environment = ProcessEnvironment();
  if (!state_->options.clock) state_->options.clock = &std::chrono::steady_clock::now;
}

Secrets::~Secrets() = default;

Result<Secret> Secrets::Resolve(std::string_view reference) {
  return state_->Resolve(reference, false);
}

Result<Secret> Secrets::ResolveAgain(std::string_view reference) {
  return state_->Resolve(reference, true);
}

std::vector<std::string> Secrets::TakeWarnings() {
  const std::lock_guard lock(state_->mutex);
  return std::exchange(state_->warnings, {});
}

}  // namespace redquill::config
