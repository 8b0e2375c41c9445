#ifndef REDQUILL_BASE_ENVIRONMENT_H_
#define REDQUILL_BASE_ENVIRONMENT_H_

#include <functional>
#include <string>

namespace redquill {

/// Looks an environment variable up; empty if it isn't set. A value, so that tests can give their
/// own.
using Environment = std::function<std::string(const char* name)>;

/// The process's own. Safe from many threads as long as none changes the environment.
Environment ProcessEnvironment();

}  // namespace redquill

#endif  // REDQUILL_BASE_ENVIRONMENT_H_
