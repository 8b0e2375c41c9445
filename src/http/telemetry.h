#ifndef REDQUILL_HTTP_TELEMETRY_H_
#define REDQUILL_HTTP_TELEMETRY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cache/exact.h"
#include "http/keeping.h"
#include "http/models/live_models.h"
#include "sched/scheduler.h"

namespace redquill::http {

/// What a server counts and measures, for Prometheus (by prometheus-cpp). docs/running-a-server.md
/// lists every metric. Nothing of an essay is in any of them. Safe from many threads.
class Telemetry {
 public:
  Telemetry();
  ~Telemetry();
  Telemetry(const Telemetry&) = delete;
  Telemetry& operator=(const Telemetry&) = delete;

  /// A request was answered; `route` is a path of the table, or "" where none was found.
  void Answered(std::string_view route, int status, double seconds);
  /// It had headers of a proxy about its sender, which was trusted or not.
  void Forwarded(bool trusted);
  /// It was a refusal with that code.
  void Refused(Code code);
  /// A score was given.
  void Scored(const Kept& kept, double queued_ms);

  /// How things stand when they are asked for.
  struct Moment {
    sched::Load load;
    uint64_t joined = 0;  ///< Flights::joined.
    cache::ExactCache::Stats cache;
    cache::RawScores::Stats raw;
    cache::SimilarAnswers::Stats similar;
    std::optional<cache::StoredAnswers::Stats> stored;
    std::vector<ModelState> models;
    bool ready = false;
  };
  /// Everything in Prometheus' text format 0.0.4.
  std::string Text(const Moment& moment);

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_TELEMETRY_H_
