#ifndef REDQUILL_TESTS_HTTP_RAW_CLIENT_H_
#define REDQUILL_TESTS_HTTP_RAW_CLIENT_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace redquill::http {

struct RawResponse {
  int status = 0;                              ///< 0: the connection ended before a whole answer.
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  std::string body;
};

/// A connection to 127.0.0.1 that sends exactly the bytes it is given, so that tests can say what
/// no proper client would.
class RawClient {
 public:
  /// From `from`, an address of this machine such as 127.0.0.2.
  explicit RawClient(uint16_t port, const char* from = "127.0.0.1");
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return socket_ >= 0; }
  /// False when the other side has closed.
  bool Send(std::string_view bytes);
  void EndSending();  ///< Half-closes, as `nc` does behind its input.
  void Reset();       ///< Leaves with a TCP reset instead of a proper end.

  /// Reads one answer; `head` for the answer to HEAD, which has no body. Waits up to ten seconds.
  RawResponse Read(bool head = false);
  /// Sends and reads.
  RawResponse Ask(std::string_view bytes) { return Send(bytes) ? Read() : RawResponse{}; }
  /// True when the server closes within that time without sending more.
  bool ClosedWithin(std::chrono::milliseconds time);

 private:
  bool Fill();

  int socket_ = -1;
  std::string buffer_;
};

/// "POST path" with that body and Content-Length. `more` is whole header lines.
std::string PostText(std::string_view path, std::string_view body,
                     std::string_view content_type = "application/json",
                     std::string_view more = "");

}  // namespace redquill::http

#endif  // REDQUILL_TESTS_HTTP_RAW_CLIENT_H_
