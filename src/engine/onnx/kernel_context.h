#ifndef REDQUILL_ENGINE_ONNX_KERNEL_CONTEXT_H_
#define REDQUILL_ENGINE_ONNX_KERNEL_CONTEXT_H_

#include <onnxruntime_c_api.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace redquill::engine::onnx {

/// An input of an operator in one run; borrowed from the runtime.
struct OpTensor {
  const void* data = nullptr;  ///< nullptr: an optional input that is left out.
  std::vector<int64_t> shape;

  const float* floats() const { return static_cast<const float*>(data); }
  const int32_t* ints() const { return static_cast<const int32_t*>(data); }
  /// The size of a dimension, counted from the end if negative; 0 if there is no such one.
  int64_t size(int dimension) const;
  int64_t elements() const;
};

/// What an operator's kernel sees of a run. The first failure is kept; later calls then do nothing.
class KernelContext {
 public:
  KernelContext(const OrtApi& api, OrtKernelContext* context) : api_(api), context_(context) {}
  ~KernelContext() { api_.ReleaseStatus(status_); }
  KernelContext(const KernelContext&) = delete;
  KernelContext& operator=(const KernelContext&) = delete;

  OpTensor Input(size_t index);
  /// nullptr on failure, or where an optional result isn't asked for.
  float* Output(size_t index, const std::vector<int64_t>& shape);
  /// Fails the run unless `holds`.
  void Require(bool holds, const char* what);

  /// Calls `work(i)` for i from 0 to count - 1, on the session's threads.
  template <typename Work>
  void ParallelFor(int64_t count, const Work& work) {
    if (status_ != nullptr || count <= 0) return;
    Keep(api_.KernelContext_ParallelFor(
        context_,
        [](void* data, size_t i) { (*static_cast<const Work*>(data))(static_cast<int64_t>(i)); },
        static_cast<size_t>(count), 0, const_cast<void*>(static_cast<const void*>(&work))));
  }

  bool failed() const { return status_ != nullptr; }
  /// Hands the failure over, nullptr if there was none.
  OrtStatus* Take();
  OrtKernelContext* get() const { return context_; }

 private:
  void Keep(OrtStatus* status);

  const OrtApi& api_;
  OrtKernelContext* context_;
  OrtStatus* status_ = nullptr;
};

/// Memory from the session's arena, aligned to 64 bytes; given back when it goes.
class Scratch {
 public:
  /// `floats` may be 0. data() is nullptr where there is no memory.
  Scratch(const OrtApi& api, const OrtKernelContext* context, int64_t floats);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  float* data() const { return data_; }

 private:
  const OrtApi& api_;
  OrtAllocator* allocator_ = nullptr;
  void* memory_ = nullptr;
  float* data_ = nullptr;
};

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_KERNEL_CONTEXT_H_
