#include <cstdlib>

#include "model/safetensors.h"

// Reads any bytes as a safetensors file. What is accepted must be readable to its last element and
// must cover the data exactly.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace redquill::model;
  const auto file = Safetensors::Read({reinterpret_cast<const std::byte*>(data), size});
  if (!file) return 0;
  size_t bytes = 0;
  for (const std::string& name : file->Names()) {
    const TensorView* tensor = file->Find(name);
    uint64_t elements = 1;
    for (int64_t dimension : tensor->shape) elements *= static_cast<uint64_t>(dimension);
    if (elements * SizeOf(tensor->dtype) != tensor->bytes.size()) std::abort();
    bytes += tensor->bytes.size();
    float sum = 0;
    for (float value : ToFloats(*tensor)) sum += value;
    volatile float used = sum;
    (void)used;
  }
  if (bytes > size) std::abort();
  return 0;
}
