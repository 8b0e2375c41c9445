#include "base/cpu.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace redquill {

std::string InstructionSet() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni")) {
    return "avx512_vnni";
  }
  if (__builtin_cpu_supports("avx512f")) return "avx512";
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  // CPUID leaf 7, subleaf 1, EAX bit 4: AVX-VNNI.
  if (__builtin_cpu_supports("avx2") && __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) &&
      (eax & (1u << 4))) {
    return "avx_vnni";
  }
  if (__builtin_cpu_supports("avx2")) return "avx2";
  if (__builtin_cpu_supports("sse4.2")) return "sse4.2";
  return "x86-64";
#elif defined(__aarch64__)
  return "aarch64";
#else
  return "unknown";
#endif
}

}  // namespace redquill
