#define RQ_ISA base

#include "engine/onnx/kernels/kernels.h"
// clang-format off
#include "engine/onnx/kernels/simd.h"
#include "engine/onnx/kernels/matmul.h"
#include "engine/onnx/kernels/attention.h"
#include "engine/onnx/kernels/norm.h"
// clang-format on

namespace redquill::engine::onnx {

const Kernels& BaseKernels() {
  static constexpr Kernels kKernels = {"base", RQ_ISA::AttentionScratch, RQ_ISA::Attend,
                                       RQ_ISA::AddAndNormalise};
  return kKernels;
}

}  // namespace redquill::engine::onnx
