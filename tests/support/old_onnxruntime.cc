// Stands for an ONNX Runtime that is too old: it knows its version and no API that is asked for.
// The two functions stand in the order of the real library's base structure.
#include <cstdint>

namespace {

struct Base {
  const void* (*get_api)(uint32_t version);
  const char* (*get_version)();
};

constexpr Base kBase = {[](uint32_t) -> const void* { return nullptr; },
                        []() -> const char* { return "1.14.1"; }};

}  // namespace

extern "C" const Base* OrtGetApiBase() { return &kBase; }
