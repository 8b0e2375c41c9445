// ReadEssay and Measure on any bytes: every feature has a finite value, the same one every time.
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "features/features.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto essay = redquill::text::ReadEssay({reinterpret_cast<const char*>(data), size});
  if (!essay) return 0;
  const std::vector<float> values = redquill::features::Measure(*essay);
  if (values.size() != redquill::features::Table().size()) std::abort();
  for (float value : values) {
    if (!std::isfinite(value)) std::abort();
  }
  if (values != redquill::features::Measure(*essay)) std::abort();
  return 0;
}
