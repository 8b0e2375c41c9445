#include "base/thread_priority.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace redquill {
namespace {

constexpr int kLast = 19;
constexpr id_t kThisThread = 0;             // PRIO_PROCESS means a thread on Linux.
constexpr uint64_t kShortTurnNs = 100'000;  // The least that the kernel takes.

/// What sched_setattr takes, in its first version; the C library has no declaration.
struct SchedulingAttributes {
  uint32_t size = sizeof(SchedulingAttributes);
  uint32_t policy = SCHED_OTHER;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = 0, deadline = 0, period = 0;
};
static_assert(sizeof(SchedulingAttributes) == 48);

}  // namespace

int ThreadNice() { return ::getpriority(PRIO_PROCESS, kThisThread); }

bool TakeShortTurns() {
  SchedulingAttributes wanted;
  wanted.nice = ThreadNice();
  wanted.runtime = kShortTurnNs;
  return ::sched_getscheduler(kThisThread) == SCHED_OTHER &&
         ::syscall(SYS_sched_setattr, kThisThread, &wanted, 0u) == 0;
}

bool StepBack(int steps) {
  return ::setpriority(PRIO_PROCESS, kThisThread, std::min(kLast, ThreadNice() + steps)) == 0;
}

}  // namespace redquill
