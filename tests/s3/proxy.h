#ifndef REDQUILL_TESTS_S3_PROXY_H_
#define REDQUILL_TESTS_S3_PROXY_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace redquill::testing_support {

/// What becomes of one connection.
struct Fate {
  uint64_t cut_after = UINT64_MAX;  ///< Bytes of answers that pass before the connection is cut.
  std::string answer;               ///< If not empty: written instead of asking the server.
};

/// Passes connections on to a port of loopback, byte by byte, and does to each what a function of
/// its number (0, 1, …) says.
class Proxy {
 public:
  Proxy(uint16_t to, std::function<Fate(int)> fate);
  ~Proxy();
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  int connections() const { return count_; }

 private:
  void Accept();
  void Pass(int client, const Fate& fate) const;

  uint16_t to_, port_ = 0;
  std::function<Fate(int)> fate_;
  int listener_ = -1;
  std::atomic<bool> stop_ = false;
  std::atomic<int> count_ = 0;
  std::vector<std::thread> threads_;  // Touched by the acceptor alone until it has ended.
  std::thread acceptor_;
};

}  // namespace redquill::testing_support

#endif  // REDQUILL_TESTS_S3_PROXY_H_
