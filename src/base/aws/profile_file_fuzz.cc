// ReadProfileSection on any bytes: what it gives stands in the text, trimmed.
#include <cstdint>
#include <cstdlib>

#include "base/aws/profile_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string_view name : {"default", "profile a", ""}) {
    const auto section = redquill::aws::ReadProfileSection(text, name);
    if (!section) continue;
    for (const auto& [key, value] : *section) {
      const std::string_view shown = value.Reveal();
      const bool trimmed =
          shown.empty() || (shown.front() != ' ' && shown.back() != ' ' && shown.back() != '\r');
      if (key.empty() || !trimmed || text.find(shown) == std::string_view::npos) std::abort();
      if (text.find(key) == std::string_view::npos || shown.find('\n') != std::string_view::npos) {
        std::abort();
      }
    }
  }
  return 0;
}
