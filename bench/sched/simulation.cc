#include "simulation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <queue>

#include "base/random.h"

namespace redquill::bench {
namespace {

using sched::Duration;
using sched::TimePoint;

Duration Seconds(double seconds) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

double Milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

struct Running {
  TimePoint ends;
  bool operator>(const Running& other) const { return ends > other.ends; }
};

struct Tally {
  Outcome outcome;
  std::vector<double> waits;
  Duration work{0};
};

/// The event loop: arrivals and the ends of jobs, in the order of time.
class World {
 public:
  explicit World(const Scene& scene) : scene_(scene), random_(scene.seed), queue_(scene.order) {
    for (const auto& source : scene.sources) {
      tallies_[source.client].outcome.client = source.client;
      next_.push_back(now_ + Gap(source));
    }
  }

  std::vector<Outcome> Run() {
    const TimePoint end = now_ + Seconds(scene_.seconds);
    for (;;) {
      const auto first = std::min_element(next_.begin(), next_.end());
      const bool ends_first = !running_.empty() && running_.top().ends <= *first;
      now_ = ends_first ? running_.top().ends : *first;
      if (now_ >= end) break;
      if (ends_first) {
        running_.pop();
      } else {
        const auto which = static_cast<size_t>(first - next_.begin());
        Arrive(scene_.sources[which]);
        *first = now_ + Gap(scene_.sources[which]);
      }
      Dispatch();
    }
    return Outcomes();
  }

 private:
  Duration Gap(const Source& source) {
    return Seconds(-std::log(1 - random_.Unit()) / source.per_second);
  }

  Duration Cost() {
    // Box and Muller, "A note on the generation of random normal deviates", 1958.
    const double u = 1 - random_.Unit(), v = random_.Unit();
    const double normal = std::sqrt(-2 * std::log(u)) * std::cos(2 * 3.141592653589793 * v);
    return Seconds(scene_.median_ms / 1000 * std::exp(scene_.sigma * normal));
  }

  void Arrive(const Source& source) {
    Tally& tally = tallies_[source.client];
    ++tally.outcome.came;
    const Duration cost = Cost();
    Duration left_running{0};
    for (auto copy = running_; !copy.empty(); copy.pop()) left_running += copy.top().ends - now_;
    const sched::Backlog backlog{queue_.work(), left_running, queue_.WorkOf(source.client),
                                 queue_.size(), scene_.bounds.workers - running_.size()};
    const Duration left = scene_.deadline_s > 0 ? Seconds(scene_.deadline_s) : Duration::max();
    if (!sched::Admit(scene_.bounds, backlog, cost, left).admitted) {
      ++tally.outcome.refused;
      return;
    }
    const TimePoint deadline = scene_.deadline_s > 0 ? now_ + left : TimePoint::max();
    queue_.Push({++last_, source.client, "model", cost, now_, deadline});
  }

  void Dispatch() {
    while (running_.size() < scene_.bounds.workers) {
      std::vector<sched::Waiting> hopeless;
      const auto job = queue_.Pop(now_, &hopeless);
      for (const auto& one : hopeless) ++tallies_[one.client].outcome.too_late;
      if (!job) return;
      Tally& tally = tallies_[job->client];
      ++tally.outcome.done;
      tally.work += job->cost;
      tally.waits.push_back(Milliseconds(now_ - job->came));
      running_.push({now_ + job->cost});
    }
  }

  std::vector<Outcome> Outcomes() {
    Duration all{0};
    for (const auto& [client, tally] : tallies_) all += tally.work;
    std::vector<Outcome> outcomes;
    for (auto& [client, tally] : tallies_) {
      auto& waits = tally.waits;
      std::sort(waits.begin(), waits.end());
      Outcome outcome = tally.outcome;
      if (!waits.empty()) {
        for (const double wait : waits)
          outcome.mean_wait += wait / static_cast<double>(waits.size());
        outcome.median_wait = waits[waits.size() / 2];
        outcome.p99_wait = waits[waits.size() * 99 / 100];
        outcome.work_share = static_cast<double>(tally.work.count()) /
                             static_cast<double>(std::max<Duration::rep>(1, all.count()));
      }
      outcomes.push_back(std::move(outcome));
    }
    return outcomes;
  }

  const Scene& scene_;
  Random random_;
  sched::FairQueue queue_;
  TimePoint now_{};
  std::vector<TimePoint> next_;
  std::priority_queue<Running, std::vector<Running>, std::greater<>> running_;
  std::map<std::string, Tally> tallies_;
  uint64_t last_ = 0;
};

}  // namespace

std::vector<Outcome> Simulate(const Scene& scene) { return World(scene).Run(); }

}  // namespace redquill::bench
