#ifndef REDQUILL_SCHED_FAIR_SHARE_H_
#define REDQUILL_SCHED_FAIR_SHARE_H_

#include <cstdint>
#include <map>
#include <string>

#include "sched/time.h"

namespace redquill::sched {

/// Whose turn it is among flows that share something: start-time fair queueing (Goyal, Vin and
/// Cheng, SIGCOMM 1996). Each flow has a virtual start; the least one is served, its start becomes
/// the virtual time and moves on by the cost. Over any time in which two flows both have work, what
/// they were served differs by no more than the longest job of each; a flow that slept gets no
/// credit for it. A value; not safe from several threads.
class FairShare {
 public:
  /// The flow has work, after it had none. Nothing happens if it is awake.
  void Wake(const std::string& flow);
  /// The flow has no work any more, although it was not served.
  void Sleep(const std::string& flow);
  /// The awake flow to serve; there must be one.
  const std::string& Next() const;
  /// The flow was served a job of that cost; `more` if it has another one.
  void Served(const std::string& flow, Duration cost, bool more);

  bool idle() const { return awake_ == 0; }
  size_t known() const { return flows_.size(); }  ///< Flows remembered; those that matter.

 private:
  struct Flow {
    Duration start{0}, finish{0};
    uint64_t turn = 0;  ///< Who waited longer among flows of one start.
    bool awake = false;
  };
  void Forget();

  std::map<std::string, Flow> flows_;
  Duration now_{0};
  uint64_t turns_ = 0;
  size_t awake_ = 0;
};

}  // namespace redquill::sched

#endif  // REDQUILL_SCHED_FAIR_SHARE_H_
