#include "engine/onnx/kernel_context.h"

namespace redquill::engine::onnx {

int64_t OpTensor::size(int dimension) const {
  const int rank = static_cast<int>(shape.size());
  const int at = dimension < 0 ? rank + dimension : dimension;
  return at < 0 || at >= rank ? 0 : shape[static_cast<size_t>(at)];
}

int64_t OpTensor::elements() const {
  int64_t count = data ? 1 : 0;
  for (int64_t dimension : shape) count *= dimension;
  return count;
}

void KernelContext::Keep(OrtStatus* status) {
  if (status_ == nullptr) {
    status_ = status;
  } else {
    api_.ReleaseStatus(status);
  }
}

OrtStatus* KernelContext::Take() {
  OrtStatus* status = status_;
  status_ = nullptr;
  return status;
}

void KernelContext::Require(bool holds, const char* what) {
  if (!holds && status_ == nullptr) status_ = api_.CreateStatus(ORT_INVALID_ARGUMENT, what);
}

OpTensor KernelContext::Input(size_t index) {
  OpTensor tensor;
  const OrtValue* value = nullptr;
  if (status_ != nullptr) return tensor;
  Keep(api_.KernelContext_GetInput(context_, index, &value));
  if (status_ != nullptr || value == nullptr) return tensor;
  OrtTensorTypeAndShapeInfo* info = nullptr;
  size_t rank = 0;
  Keep(api_.GetTensorTypeAndShape(value, &info));
  if (status_ != nullptr) return tensor;
  Keep(api_.GetDimensionsCount(info, &rank));
  tensor.shape.resize(rank);
  Keep(api_.GetDimensions(info, tensor.shape.data(), rank));
  api_.ReleaseTensorTypeAndShapeInfo(info);
  // The API takes no const pointer; an input is never written to.
  void* data = nullptr;
  Keep(api_.GetTensorMutableData(const_cast<OrtValue*>(value), &data));
  tensor.data = data;
  return tensor;
}

float* KernelContext::Output(size_t index, const std::vector<int64_t>& shape) {
  if (status_ != nullptr) return nullptr;
  OrtValue* value = nullptr;
  Keep(api_.KernelContext_GetOutput(context_, index, shape.data(), shape.size(), &value));
  if (status_ != nullptr || value == nullptr) return nullptr;
  void* data = nullptr;
  Keep(api_.GetTensorMutableData(value, &data));
  return static_cast<float*>(data);
}

Scratch::Scratch(const OrtApi& api, const OrtKernelContext* context, int64_t floats) : api_(api) {
  OrtMemoryInfo* memory = nullptr;
  OrtStatus* status = api.CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &memory);
  if (status == nullptr) {
    status = api.KernelContext_GetAllocator(context, memory, &allocator_);
    api.ReleaseMemoryInfo(memory);
  }
  if (status != nullptr) {
    api.ReleaseStatus(status);
    return;
  }
  constexpr size_t kAlignment = 64;
  memory_ = allocator_->Alloc(allocator_, static_cast<size_t>(floats) * sizeof(float) + kAlignment);
  if (memory_ == nullptr) return;
  const uintptr_t address = reinterpret_cast<uintptr_t>(memory_);
  data_ = reinterpret_cast<float*>((address + kAlignment - 1) / kAlignment * kAlignment);
}

Scratch::~Scratch() {
  if (memory_) allocator_->Free(allocator_, memory_);
  if (allocator_) api_.ReleaseAllocator(allocator_);
}

}  // namespace redquill::engine::onnx
