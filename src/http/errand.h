#ifndef REDQUILL_HTTP_ERRAND_H_
#define REDQUILL_HTTP_ERRAND_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "http/keeping.h"
#include "http/message.h"
#include "sched/flights.h"

namespace redquill::http {

using Scored = Result<Kept>;
using ScoreFlights = sched::Flights<Scored>;

/// A request for a score, read and checked, before it gets its turn among the others.
struct Errand {
  sched::Ask ask;
  std::optional<Kept> known;      ///< The answer is there already: no turn is needed.
  std::string same_as;            ///< Two of one text are the same work; empty: like no other.
  std::function<Scored()> score;  ///< On a worker, once for all that are the same. Owns its input.
  /// Records the answer to this request; may wait for a disk. Empty where none are recorded.
  std::function<void(Kept&)> record = {};
  /// The answer to this request, by what was found and how long this request waited.
  std::function<Result<Response>(const Scored&, double queued_ms)> present;
};

/// Reads a request for a score. Errors are the answer.
using Plan = std::function<Result<Errand>(const Request&)>;

/// The header Idempotency-Key (1 to 128 visible characters), empty without one; kInvalidArgument
/// with the header as field for anything else.
Result<std::string> IdempotencyKeyOf(const Request& request);

/// When the request must be done, by its header X-Request-Timeout-Ms (1 to 3,600,000, counted from
/// `now`); without one, never. kInvalidArgument with the header as field for anything else.
Result<sched::TimePoint> DeadlineOf(const Request& request, sched::TimePoint now);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_ERRAND_H_
