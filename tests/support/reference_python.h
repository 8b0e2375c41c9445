#ifndef REDQUILL_TESTS_SUPPORT_REFERENCE_PYTHON_H_
#define REDQUILL_TESTS_SUPPORT_REFERENCE_PYTHON_H_

#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

#include "tests/support/paths.h"

namespace redquill::tests {

struct Ended {
  int status = -1;  ///< Exit status; -1 if it was ended by a signal or could not start.
  std::string out;  ///< Both streams.
};

/// Runs a line of sh.
inline Ended Shell(const std::string& line) {
  Ended ended;
  FILE* pipe = ::popen(("{ " + line + "; } 2>&1").c_str(), "r");
  if (pipe == nullptr) return ended;
  char buffer[4096];
  while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) ended.out += buffer;
  const int status = ::pclose(pipe);
  if (WIFEXITED(status)) ended.status = WEXITSTATUS(status);
  return ended;
}

/// Runs a script of the source tree by the reference implementations' Python; nothing where
/// tools/reference-python has not installed them.
inline std::optional<Ended> RunReference(const std::string& script, const std::string& arguments) {
  const std::string source = SourcePath("");
  std::string python = Shell(source + "/tools/reference-python --where").out;
  while (python.ends_with('\n')) python.pop_back();
  // Its last step: an installation under way does not count.
  if (!std::filesystem::exists(std::filesystem::path(python).parent_path().parent_path() /
                               ".complete")) {
    return std::nullopt;
  }
  return Shell(python + " " + source + "/" + script + " " + arguments);
}

}  // namespace redquill::tests

#endif  // REDQUILL_TESTS_SUPPORT_REFERENCE_PYTHON_H_
