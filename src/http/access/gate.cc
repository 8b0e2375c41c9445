#include "http/access/gate.h"

#include <algorithm>
#include <utility>

#include "base/sha256.h"
#include "sched/admission.h"

namespace redquill::http {
namespace {

bool Has(const std::vector<Scope>& scopes, Scope scope) {
  return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

/// The key as it was sent, or "".
std::string_view Shown(const std::vector<Header>& headers) {
  constexpr std::string_view kScheme = "Bearer ";
  auto shown = Find(headers, "Authorization");
  if (shown.empty()) return Find(headers, "X-Api-Key");
  // Another scheme is a wrong key, not none.
  if (SameToken(shown.substr(0, kScheme.size()), kScheme)) shown.remove_prefix(kScheme.size());
  return shown;
}

tl::unexpected<Refusal> Refuse(Code code, std::string message, std::vector<Header> headers = {}) {
  return tl::unexpected<Refusal>(Refusal{{code, std::move(message), {}}, 0, std::move(headers)});
}

tl::unexpected<Refusal> Unknown(const std::string& message) {
  return Refuse(Code::kUnauthenticated, message, {{"WWW-Authenticate", "Bearer"}});
}

}  // namespace

Result<std::unique_ptr<Gate>> Gate::Open(const std::string& file, std::vector<Scope> open) {
  auto gate = std::make_unique<Gate>();
  gate->file_ = file;
  gate->open_ = std::move(open);
  if (auto read = gate->Reload(); !read) return Failure(read.error());
  return gate;
}

Result<void> Gate::Reload() {
  if (!has_keys()) return {};
  auto keys = ReadKeys(file_);
  if (!keys) return Failure(keys.error());
  std::map<std::string, Holder, std::less<>> holders;
  for (auto& key : *keys) {
    Holder holder{std::move(key), {}};
    if (holder.key.per_second > 0) holder.bucket.emplace(holder.key.per_second, holder.key.burst);
    holders.emplace(holder.key.sha256, std::move(holder));
  }
  const std::lock_guard lock(mutex_);
  for (auto& [digest, holder] : holders) {
    const auto before = holders_.find(digest);
    if (before == holders_.end()) continue;
    const ApiKey& was = before->second.key;
    const bool same = was.per_second == holder.key.per_second && was.burst == holder.key.burst;
    if (same) holder.bucket = before->second.bucket;
  }
  holders_.swap(holders);
  return {};
}

tl::expected<std::string, Refusal> Gate::Admit(const std::vector<Header>& headers, Scope needs,
                                               sched::TimePoint now) {
  if (needs == Scope::kOpen) return std::string();
  if (!has_keys()) {
    if (Has(open_, needs)) return std::string();
    return Refuse(
        Code::kForbidden,
        "This needs an API key, and the server has none. Make one with \"redquill keys add "
        "NAME --scope " +
            std::string(NameOf(needs)) + "\" and name its file with auth.keys.");
  }
  const auto shown = Shown(headers);
  if (shown.empty()) {
    if (Has(open_, needs)) return std::string();
    return Unknown("This needs an API key. Send it as \"Authorization: Bearer rq_...\".");
  }
  const std::string digest = Sha256Hex(shown);
  const std::lock_guard lock(mutex_);
  const auto found = holders_.find(digest);
  if (found == holders_.end()) {
    return Unknown("The API key is not known here. It may have been revoked; ask for a new one.");
  }
  Holder& holder = found->second;
  if (!Has(holder.key.scopes, needs)) {
    return Refuse(Code::kForbidden, "The API key may not do this: it lacks the scope " +
                                        std::string(NameOf(needs)) + ".");
  }
  if (!holder.bucket) return holder.key.name;
  const auto wait = holder.bucket->Take(now);
  if (wait.count() == 0) return holder.key.name;
  return Refuse(Code::kOverloaded, "The API key makes more requests than it may. Send fewer.",
                {{"Retry-After", std::to_string(sched::RetryAfterSeconds(wait))}});
}

}  // namespace redquill::http
