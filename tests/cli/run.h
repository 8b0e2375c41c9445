#ifndef REDQUILL_TESTS_CLI_RUN_H_
#define REDQUILL_TESTS_CLI_RUN_H_

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace redquill::cli {

/// What became of a process.
struct Ran {
  int status = -1;  ///< Exit status, or 128 + the signal that ended it.
  bool timed_out = false;
  std::string out, err;
};

struct RunOptions {
  std::string input;                               ///< Given to stdin, which is then closed.
  std::map<std::string, std::string> environment;  ///< On top of the test's own, in which no
                                                   ///< REDQUILL_… is passed on.
  std::string folder;                              ///< To run in; empty: the test's own.
  std::chrono::seconds timeout{60};  ///< Then the process and its children are killed.
  std::string program;               ///< Another one than the redquill of this build.
};

/// Runs `redquill` with these arguments and waits for its end. Throws std::runtime_error where no
/// process can be made.
Ran RunProgram(const std::vector<std::string>& arguments, const RunOptions& options = {});

}  // namespace redquill::cli

#endif  // REDQUILL_TESTS_CLI_RUN_H_
