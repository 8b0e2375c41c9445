#ifndef REDQUILL_SCHED_FLIGHTS_H_
#define REDQUILL_SCHED_FLIGHTS_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "sched/scheduler.h"

namespace redquill::sched {

/// Computes once what several want at the same time. Who asks for a key that is being computed (or
/// waits to be) gets that result; when the last of them has left before it began, it is withdrawn.
/// Every method may be called from any thread; the scheduler is borrowed and must outlive it.
template <typename Value>
class Flights {
  struct Flight;

 public:
  /// Called once for each passenger, on a worker, unless the passenger left: with the value and
  /// when its computation began, or nothing if the deadline could not be kept.
  using Deliver = std::function<void(std::shared_ptr<const Value> value, TimePoint began)>;

  /// One who waits. Kept by whoever boarded, to leave with.
  struct Seat {
    std::shared_ptr<Flight> flight;
    uint64_t number = 0;
  };

  explicit Flights(Scheduler& scheduler) : scheduler_(scheduler) {}

  /// Joins the flight of `key` if it can be waited for until `ask.deadline`, else starts one. An
  /// empty key is shared with nobody. Errors: Scheduler::Submit's.
  tl::expected<Seat, Refused> Board(const std::string& key, Ask ask, std::function<Value()> compute,
                                    Deliver deliver) {
    const std::lock_guard lock(mutex_);
    const uint64_t number = ++last_;
    const auto found = key.empty() ? flights_.end() : flights_.find(key);
    // A flight that may be given up earlier than the newcomer would is no good to it.
    if (found != flights_.end() && found->second->deadline >= ask.deadline) {
      found->second->passengers.emplace(number, std::move(deliver));
      ++joined_;
      return Seat{found->second, number};
    }
    auto flight = std::make_shared<Flight>();
    flight->key = key;
    flight->deadline = ask.deadline;
    flight->passengers.emplace(number, std::move(deliver));
    auto ticket = scheduler_.Submit(std::move(ask), WorkOf(flight, std::move(compute)));
    if (!ticket) return tl::unexpected<Refused>(ticket.error());
    flight->ticket = *ticket;
    if (!key.empty()) flights_[key] = flight;
    return Seat{std::move(flight), number};
  }

  /// The passenger no longer wants the value. True: nothing will be delivered, and if it was the
  /// last one, the work is withdrawn. False: the work has begun, and the value comes all the same.
  bool Leave(const Seat& seat) {
    const std::lock_guard lock(mutex_);
    Flight& flight = *seat.flight;
    if (flight.begun) return false;
    if (flight.passengers.size() == 1 && flight.passengers.count(seat.number) == 1) {
      // A worker that took it a moment ago waits for the lock to mark it as begun.
      if (!scheduler_.Withdraw(flight.ticket)) return false;
      Forget(flight);
    }
    flight.passengers.erase(seat.number);
    return true;
  }

  /// How many joined a flight that another had started.
  uint64_t joined() const {
    const std::lock_guard lock(mutex_);
    return joined_;
  }

 private:
  struct Flight {
    std::string key;
    TimePoint deadline;
    Scheduler::Ticket ticket = 0;
    bool begun = false;
    std::map<uint64_t, Deliver> passengers;
  };

  Work WorkOf(const std::shared_ptr<Flight>& flight, std::function<Value()> compute) {
    Work work;
    work.run = [this, flight, compute = std::move(compute)] {
      const TimePoint began = Begin(*flight);
      Land(*flight, std::make_shared<const Value>(compute()), began);
    };
    work.too_late = [this, flight] { Land(*flight, nullptr, Clock::now()); };
    return work;
  }

  TimePoint Begin(Flight& flight) {
    const std::lock_guard lock(mutex_);
    flight.begun = true;
    return Clock::now();
  }

  void Land(Flight& flight, const std::shared_ptr<const Value>& value, TimePoint began) {
    std::map<uint64_t, Deliver> passengers;
    {
      const std::lock_guard lock(mutex_);
      Forget(flight);
      passengers.swap(flight.passengers);
    }
    for (const auto& [number, deliver] : passengers) deliver(value, began);
  }

  void Forget(const Flight& flight) {
    const auto found = flights_.find(flight.key);
    if (found != flights_.end() && found->second.get() == &flight) flights_.erase(found);
  }

  Scheduler& scheduler_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Flight>> flights_;  ///< By key; under mutex_, as is:
  uint64_t last_ = 0, joined_ = 0;
};

}  // namespace redquill::sched

#endif  // REDQUILL_SCHED_FLIGHTS_H_
