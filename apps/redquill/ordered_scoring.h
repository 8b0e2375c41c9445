#ifndef REDQUILL_APPS_REDQUILL_ORDERED_SCORING_H_
#define REDQUILL_APPS_REDQUILL_ORDERED_SCORING_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "scoring/service.h"
#include "table/essays.h"

namespace redquill::app {

struct ScoringOptions {
  std::string model;   ///< Empty: the service's default.
  std::string prompt;  ///< For every essay; empty: each row's own.
  bool explain = false;
  unsigned threads = 1;
};

/// Scores essays by several threads and hands their outcomes on in the order in which the essays
/// came, each as soon as it and all before it are done. At most four essays a thread are held at
/// once, so memory stays bounded whatever the table's length. Submit and Finish are for one thread.
class OrderedScoring {
 public:
  /// Called for one essay after the other, by whichever thread is at hand but never by two at once.
  /// False stops everything: nothing more is delivered.
  using Deliver = std::function<bool(const table::EssayRow&, const Result<scoring::Answer>&)>;

  /// `service` is borrowed.
  OrderedScoring(const scoring::Service& service, ScoringOptions options, Deliver deliver);
  /// Drops what is not delivered yet, and joins the threads.
  ~OrderedScoring();
  OrderedScoring(const OrderedScoring&) = delete;
  OrderedScoring& operator=(const OrderedScoring&) = delete;

  /// Hands over an essay; waits while too many are under way. A row with an error of its own keeps
  /// its place and is delivered with that error. False once Deliver said stop.
  bool Submit(table::EssayRow row);

  /// Waits until everything is delivered; false if Deliver said stop.
  bool Finish();

 private:
  struct Slot {
    table::EssayRow row;
    Result<scoring::Answer> outcome = Fail(Code::kInternal, "not scored");
    bool done = false;
  };

  void Work();
  Result<scoring::Answer> Score(const table::EssayRow& row) const;
  void DeliverDone(std::unique_lock<std::mutex>& lock);

  const scoring::Service& service_;
  const ScoringOptions options_;
  const Deliver deliver_;
  std::mutex mutex_;
  std::condition_variable to_score_, delivered_;
  std::deque<std::unique_ptr<Slot>> slots_;  // From here on under mutex_. Oldest first.
  size_t taken_ = 0;                         // How many of them a thread has taken.
  bool delivering_ = false, stopped_ = false, ending_ = false;
  std::vector<std::thread> threads_;  // Filled by the constructor, joined by the destructor.
};

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_ORDERED_SCORING_H_
