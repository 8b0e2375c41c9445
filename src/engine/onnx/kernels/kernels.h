#ifndef REDQUILL_ENGINE_ONNX_KERNELS_KERNELS_H_
#define REDQUILL_ENGINE_ONNX_KERNELS_KERNELS_H_

#include <cstdint>

namespace redquill::engine::onnx {

/// Attention of one text, as model/onnx/ops/disentangled.h describes it. Rows of all tensors are
/// [heads * size] floats apart, a head's elements stand together. Borrowed for the call.
struct AttentionArguments {
  const float* query = nullptr;  ///< [queries, heads * size]
  const float* key = nullptr;    ///< [length, heads * size]
  const float* value = nullptr;  ///< [length, heads * size]
  float* output = nullptr;       ///< [queries, heads * size]
  int64_t queries = 0;           ///< `length`, or 1: the first token's.
  int64_t length = 0, heads = 0, size = 0;

  int64_t rows = 0;                       ///< Of the relative embeddings; 0: there are none.
  const float* relative_key = nullptr;    ///< [heads, size, rows]; nullptr: no such term.
  const float* relative_query = nullptr;  ///< The same.
  /// Entry i - j + reach is the row for query i and key j. `reach` is at least length - 1.
  const int32_t* table = nullptr;
  int64_t reach = 0;
};

/// A residual sum and its normalisation, row by row; see model/onnx/ops/norm.h.
struct NormArguments {
  const float* x = nullptr;     ///< [rows, width]
  const float* skip = nullptr;  ///< The same.
  const float* bias = nullptr;  ///< [width] or nullptr.
  const float* gamma = nullptr;
  const float* beta = nullptr;  ///< nullptr: root mean square normalisation.
  float epsilon = 0;
  float* sum = nullptr;  ///< [rows, width] or nullptr.
  float* output = nullptr;
  int64_t width = 0;
};

/// The same arithmetic for one instruction set. A row's or head's result depends on nothing but the
/// arguments: not on threads, and not on which others are computed.
struct Kernels {
  const char* name;
  /// Floats of scratch memory that Attend needs.
  int64_t (*attention_scratch)(const AttentionArguments&);
  /// One head. `scratch` is aligned to 64 bytes.
  void (*attend)(const AttentionArguments&, int64_t head, float* scratch);
  /// Rows [begin, end).
  void (*add_and_normalise)(const NormArguments&, int64_t begin, int64_t end);
};

/// Those that every processor of this architecture can run.
const Kernels& BaseKernels();
/// The fastest that this processor can run.
const Kernels& BestKernels();
/// All that this processor can run, for tests; ends with nullptr.
const Kernels* const* RunnableKernels();

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_KERNELS_KERNELS_H_
