// Any bytes are refused, or read as a value whose written form is read as the same value.
#include <cstdlib>

#include "base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace redquill;
  const auto value = ParseJson({reinterpret_cast<const char*>(data), size});
  if (!value) {
    if (value.error().message.empty()) std::abort();
    return 0;
  }
  const auto written = CanonicalJson(*value);
  if (!written) std::abort();  // What was read is finite and UTF-8.
  const auto again = ParseJson(*written, {.bytes = 64 << 20});
  if (!again || *again != *value || *CanonicalJson(*again) != *written) std::abort();
  return 0;
}
