#ifndef REDQUILL_BENCH_SCHED_SIMULATION_H_
#define REDQUILL_BENCH_SCHED_SIMULATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "sched/admission.h"
#include "sched/fair_queue.h"

namespace redquill::bench {

/// One source of requests.
struct Source {
  std::string client;
  double per_second = 0;  ///< Poisson arrivals; a refused request is not sent again.
};

struct Scene {
  std::vector<Source> sources;
  sched::Bounds bounds;
  sched::Order order;
  /// A request's cost is log-normal, as the lengths of essays are.
  double median_ms = 20, sigma = 0.7;
  double deadline_s = 0;  ///< Of every request; 0: none.
  double seconds = 120;
  uint64_t seed = 1;
};

/// What became of one client's requests. Times in milliseconds, of those that were done.
struct Outcome {
  std::string client;
  uint64_t came = 0, refused = 0, too_late = 0, done = 0;
  double mean_wait = 0, median_wait = 0, p99_wait = 0;
  double work_share = 0;  ///< Of all the work that was done.
};

/// Runs the scheduler's own policies (sched::Admit, sched::FairQueue) against arrivals in simulated
/// time: the same result from one seed on every machine, whatever else it does.
std::vector<Outcome> Simulate(const Scene& scene);

}  // namespace redquill::bench

#endif  // REDQUILL_BENCH_SCHED_SIMULATION_H_
