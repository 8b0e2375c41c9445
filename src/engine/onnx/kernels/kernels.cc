#include "engine/onnx/kernels/kernels.h"

namespace redquill::engine::onnx {

#if defined(__x86_64__)

const Kernels& Avx512Kernels();
const Kernels& Avx2Kernels();

const Kernels* const* RunnableKernels() {
  static const Kernels* const kAll[] = {&Avx512Kernels(), &Avx2Kernels(), &BaseKernels(), nullptr};
  if (__builtin_cpu_supports("avx512f")) return kAll;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return kAll + 1;
  return kAll + 2;
}

#else

const Kernels* const* RunnableKernels() {
  static const Kernels* const kAll[] = {&BaseKernels(), nullptr};
  return kAll;
}

#endif

const Kernels& BestKernels() { return *RunnableKernels()[0]; }

}  // namespace redquill::engine::onnx
