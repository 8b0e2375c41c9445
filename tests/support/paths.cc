#include "tests/support/paths.h"

namespace redquill::tests {

std::string SourcePath(std::string_view relative) {
  return std::string(REDQUILL_SOURCE_DIR "/").append(relative);
}

std::string BuiltPath(std::string_view relative) {
  return std::string(REDQUILL_BINARY_DIR "/").append(relative);
}

}  // namespace redquill::tests
