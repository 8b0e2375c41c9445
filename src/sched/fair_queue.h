#ifndef REDQUILL_SCHED_FAIR_QUEUE_H_
#define REDQUILL_SCHED_FAIR_QUEUE_H_

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sched/fair_share.h"
#include "sched/time.h"

namespace redquill::sched {

/// A job that waits.
struct Waiting {
  uint64_t id = 0;
  std::string client, model;
  Duration cost{0};  ///< Estimated work.
  TimePoint came, deadline = TimePoint::max();
};

/// Which of the oldest jobs of one client and model may be taken out of order, and until when.
struct Order {
  size_t window = 16;
  Duration patience{std::chrono::milliseconds(500)};
};

/// Jobs that wait, and the order they run in: clients share the workers fairly by cost, each
/// client's models share its part fairly (FairShare in two levels), and within one client and model
/// the shortest of the oldest jobs goes first (PickNext). A value without threads or a clock of its
/// own, so that a simulation runs the same code. Not safe from several threads.
class FairQueue {
 public:
  explicit FairQueue(const Order& order) : order_(order) {}

  /// Takes a job in; its id must be new.
  void Push(Waiting job);

  /// Takes out the next job. One whose deadline can't be kept even if it began now is put into
  /// `hopeless` instead, and costs its client nothing.
  std::optional<Waiting> Pop(TimePoint now, std::vector<Waiting>* hopeless);

  /// Takes out a job that is no longer wanted; nothing if it does not wait here.
  std::optional<Waiting> Remove(uint64_t id);

  size_t size() const { return places_.size(); }
  Duration work() const { return work_; }
  Duration WorkOf(const std::string& client) const;
  /// How long the oldest job has waited; zero without jobs.
  Duration OldestWait(TimePoint now) const;

 private:
  using Line = std::list<Waiting>;
  struct Client {
    FairShare share;
    std::map<std::string, Line> lines;  ///< By model; none is empty.
    Duration work{0};
  };

  Line::iterator Choose(Line& line, TimePoint now) const;
  /// Takes a job out of its line, and the line and client with it if they are empty then.
  Waiting Take(Line::iterator job, bool served);

  const Order order_;
  FairShare share_;
  std::map<std::string, Client> clients_;  ///< Only those with jobs.
  std::unordered_map<uint64_t, Line::iterator> places_;
  Duration work_{0};
};

}  // namespace redquill::sched

#endif  // REDQUILL_SCHED_FAIR_QUEUE_H_
