#include "base/process.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace redquill {

ProcessUse UseOfThisProcess() {
  ProcessUse use;
  std::ifstream statm("/proc/self/statm");
  uint64_t size = 0, resident = 0;
  if (statm >> size >> resident) {
    use.resident_bytes = resident * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
  }
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  for (const auto& time : {usage.ru_utime, usage.ru_stime}) {
    use.cpu_seconds += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  }
  return use;
}

}  // namespace redquill
