#include <cstdlib>

#include "http/inference/infer_body.h"

// Reads any bytes as an inference request, the first two as the length of its JSON. What is
// accepted holds no more text than was sent.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace redquill::http;
  if (size < 2) return 0;
  const size_t json_bytes = data[0] + 256u * data[1];
  const std::string_view body(reinterpret_cast<const char*>(data) + 2, size - 2);
  for (const auto split : {std::optional<size_t>(), std::optional(json_bytes)}) {
    const auto read = ReadInferBody(body, split);
    if (read && read->essay.size() + read->prompt.size() > body.size()) std::abort();
  }
  return 0;
}
