#include "base/environment.h"

#include <cstdlib>

namespace redquill {

Environment ProcessEnvironment() {
  return [](const char* name) -> std::string {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
}

}  // namespace redquill
