#ifndef REDQUILL_BASE_CPU_H_
#define REDQUILL_BASE_CPU_H_

#include <string>

namespace redquill {

/// The widest vector instruction set of this processor, as receipts state it: "avx512_vnni",
/// "avx512", "avx_vnni", "avx2", "sse4.2" or the machine's architecture. Kernels chosen by it may
/// round differently, so a receipt names it.
std::string InstructionSet();

}  // namespace redquill

#endif  // REDQUILL_BASE_CPU_H_
