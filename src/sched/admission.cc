#include "sched/admission.h"

#include <algorithm>

namespace redquill::sched {
namespace {

/// Work above the bound, for one worker, beside what the share allows.
Duration Excess(const Bounds& bounds, const Backlog& backlog, Duration cost) {
  const auto workers = static_cast<Duration::rep>(bounds.workers);
  const Duration limit = bounds.wait * workers;
  Duration excess{0};
  if (backlog.waiting.count() > 0) excess = backlog.waiting + cost - limit;
  if (backlog.jobs >= bounds.jobs && backlog.jobs > 0) {
    // One job has to go; they are taken for equally long.
    excess = std::max(excess, backlog.waiting / static_cast<Duration::rep>(backlog.jobs));
    excess = std::max(excess, Duration(1));
  }
  if (bounds.share > 0 && backlog.client_waiting.count() > 0) {
    // With x done, of which all may be this client's: own + cost - x = share · (room + x).
    const double room = static_cast<double>((limit - backlog.waiting).count());
    const double own = static_cast<double>((backlog.client_waiting + cost).count());
    const double over = (own - bounds.share * room) / (1 + bounds.share);
    excess = std::max(excess, Duration(static_cast<Duration::rep>(over)));
  }
  return excess;
}

}  // namespace

Admission Admit(const Bounds& bounds, const Backlog& backlog, Duration cost, Duration left) {
  const auto workers = static_cast<Duration::rep>(bounds.workers);
  Admission admission;
  const bool at_once = backlog.free > backlog.jobs;
  if (!at_once) {
    admission.wait = (backlog.waiting + backlog.running) / workers;
    Duration excess = Excess(bounds, backlog, cost);
    // A queue of no length has room for nothing, also when nothing waits.
    if (bounds.jobs == 0) excess = std::max(excess, backlog.running / workers + Duration(1));
    if (excess.count() > 0) {
      admission.retry_after = excess / workers;
      return admission;
    }
  }
  if (left != Duration::max() && admission.wait + cost > left) {
    admission.too_late = true;
    admission.retry_after = std::max(admission.wait + cost - left, Duration(0));
    return admission;
  }
  admission.admitted = true;
  return admission;
}

int64_t RetryAfterSeconds(Duration retry_after) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(retry_after).count();
  return std::max<int64_t>(1, seconds);
}

}  // namespace redquill::sched
