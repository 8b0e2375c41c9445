#include <cstddef>
#include <cstdint>
#include <string_view>

#include "artifacts/s3/answers.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view xml(reinterpret_cast<const char*>(data), size);
  const auto page = redquill::artifacts::s3::ReadListPage(xml);
  if (page) {
    for (const auto& object : page->objects) {
      if (object.key.empty()) __builtin_trap();
    }
  }
  redquill::artifacts::s3::ReadRefusal(400, xml);
  return 0;
}
