// Any bytes are refused or read as a manifest that is written and read back as itself.
#include <cstdlib>

#include "model/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace redquill::model;
  const auto manifest = ReadManifest({reinterpret_cast<const char*>(data), size});
  if (!manifest) return manifest.error().message.empty() ? std::abort(), 0 : 0;
  const auto written = WriteManifest(*manifest);
  // Written with indentation, a manifest near the limit may pass it.
  if (!written) return written.error().code == redquill::Code::kTooLarge ? 0 : (std::abort(), 0);
  const auto again = ReadManifest(*written);
  if (!again || *again != *manifest || *WriteManifest(*again) != *written) std::abort();
  return 0;
}
