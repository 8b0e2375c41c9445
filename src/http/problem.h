#ifndef REDQUILL_HTTP_PROBLEM_H_
#define REDQUILL_HTTP_PROBLEM_H_

#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "http/message.h"

namespace redquill::http {

/// What every refusal with a code looks like on the wire: its usual status, its title and what a
/// client should make of it.
struct ProblemKind {
  Code code;
  int status;
  std::string_view title, meaning;
};

/// All codes, in their order.
std::span<const ProblemKind> ProblemKinds();
const ProblemKind& KindOf(Code code);

/// A refusal. `status` 0: the code's usual one; HTTP has some that say more (405, 415, 431).
struct Refusal {
  Error error;
  int status = 0;
  std::vector<Header> headers;
};

/// The refusal as problem details (RFC 9457): type, title, status, detail, and our code, field (if
/// one is to blame) and request_id; `error` is the detail
/// again, where clients of the Open Inference Protocol look for it. A 429 or 503 without
/// Retry-After gets one of a second.
Response ProblemResponse(const Refusal& refusal, std::string_view request_id);

/// A page that lists every kind: what `type` points to.
Response ProblemsPage();

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_PROBLEM_H_
