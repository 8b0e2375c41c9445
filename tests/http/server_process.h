#ifndef REDQUILL_TESTS_HTTP_SERVER_PROCESS_H_
#define REDQUILL_TESTS_HTTP_SERVER_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace redquill::http {

/// The built `redquill serve` as a process, with the shipped models on a free port unless the
/// arguments say otherwise. Killed at the end if it still runs.
class ServerProcess {
 public:
  using Environment = std::map<std::string, std::string>;

  explicit ServerProcess(std::vector<std::string> arguments = {},
                         const Environment& environment = {});
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  /// Waits until it says that it listens, or that it is ready; false if it ended first or ten
  /// seconds have passed.
  bool AwaitListening();
  bool AwaitReady();
  /// Sends a signal.
  void Signal(int number) const;
  /// Waits up to that time for its end; its exit status, 128 + the signal that ended it, or -1.
  int AwaitEnd(std::chrono::seconds time = std::chrono::seconds(20));

  uint16_t port() const { return port_; }  ///< After AwaitListening.
  std::string Out() const;                 ///< What it wrote to stdout until now.
  std::string Err() const;

 private:
  bool AwaitText(const std::string& file, const std::string& text);

  std::string out_, err_;
  pid_t pid_ = -1;
  int status_ = -1;
  uint16_t port_ = 0;
};

/// Where the shipped models are.
std::string ShippedModels();

}  // namespace redquill::http

#endif  // REDQUILL_TESTS_HTTP_SERVER_PROCESS_H_
