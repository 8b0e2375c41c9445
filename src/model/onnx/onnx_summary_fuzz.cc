#include <cstdlib>

#include "model/onnx/summary.h"

// Reads any bytes as an ONNX model's outline; no more can be counted than there is.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace redquill::model::onnx;
  const auto summary = Summarise({reinterpret_cast<const char*>(data), size});
  if (!summary) return 0;
  uint64_t bytes = 0;
  for (const auto& [type, constants] : summary->constants) bytes += constants.bytes;
  if (bytes > size) std::abort();
  return 0;
}
