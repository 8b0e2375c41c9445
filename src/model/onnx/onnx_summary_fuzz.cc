#include <cstdlib>

#include "model/onnx/constants.h"
#include "model/onnx/summary.h"
#include "model/onnx/written_weights.h"

// Reads any bytes as an ONNX model: its outline, its constants, the weights of one that was trained
// here. No more can be counted than there is.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace redquill::model::onnx;
  const std::string_view model(reinterpret_cast<const char*>(data), size);
  const auto summary = Summarise(model);
  const auto stored = ReadConstants(model);
  if (stored) {
    uint64_t stored_bytes = 0;
    for (const auto& constant : stored->constants) stored_bytes += constant.data.size();
    if (stored_bytes > size) std::abort();
  }
  const auto weights = WrittenWeights::Read(model);
  if (weights && !stored) std::abort();
  if (!summary) return 0;
  uint64_t bytes = 0;
  for (const auto& [type, constants] : summary->constants) bytes += constants.bytes;
  if (bytes > size) std::abort();
  return 0;
}
