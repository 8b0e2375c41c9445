#ifndef REDQUILL_HTTP_ACCESS_GATE_H_
#define REDQUILL_HTTP_ACCESS_GATE_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "http/access/api_keys.h"
#include "http/message.h"
#include "http/problem.h"
#include "sched/token_bucket.h"

namespace redquill::http {

/// Who may do what. A request shows its key as "Authorization: Bearer rq_…" or "X-Api-Key: rq_…".
/// Without a file of keys, scoring and metrics are open and nobody is an administrator: a server
/// that can be reached through a proxy can't tell who is on its machine. Safe from many threads.
class Gate {
 public:
  /// Nobody has a key.
  Gate() = default;
  /// `open`: what a request without a key may do. Errors: ReadKeys'.
  static Result<std::unique_ptr<Gate>> Open(const std::string& file, std::vector<Scope> open);

  /// The name of the key that lets the request do this; empty where none is needed. Refused with
  /// 401 (no key, or an unknown one), 403 (it lacks the scope) or 429 (it came too often).
  tl::expected<std::string, Refusal> Admit(const std::vector<Header>& headers, Scope needs,
                                           sched::TimePoint now);

  /// Reads the file again. Until it can be read, those of before go on. Rates begin anew only
  /// where they changed.
  Result<void> Reload();

  bool has_keys() const { return !file_.empty(); }

 private:
  struct Holder {
    ApiKey key;
    std::optional<sched::TokenBucket> bucket;
  };

  std::string file_;
  std::vector<Scope> open_ = {Scope::kScore, Scope::kReadMetrics};
  std::mutex mutex_;
  std::map<std::string, Holder, std::less<>> holders_;  ///< By the key's SHA-256; under mutex_.
};

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_ACCESS_GATE_H_
