#ifndef REDQUILL_BASE_PROCESS_H_
#define REDQUILL_BASE_PROCESS_H_

#include <cstdint>

namespace redquill {

/// What this process takes of the machine.
struct ProcessUse {
  uint64_t resident_bytes = 0;  ///< 0 where the system doesn't tell.
  double cpu_seconds = 0;       ///< Of all threads, in the kernel too.
};

ProcessUse UseOfThisProcess();

}  // namespace redquill

#endif  // REDQUILL_BASE_PROCESS_H_
