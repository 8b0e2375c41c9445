#ifndef REDQUILL_BASE_HTTP_CLIENT_H_
#define REDQUILL_BASE_HTTP_CLIENT_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/url.h"

namespace redquill {

struct HttpHeader {
  std::string name, value;
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;
  std::string body;

  /// The first header of that name, case aside; empty if there is none.
  std::string_view Header(std::string_view name) const;
};

/// A request this program sends to someone else's server.
struct HttpRequest {
  std::string method = "GET";
  Url url;
  std::vector<HttpHeader> headers;  ///< Besides Host, which is always the URL's authority.
  std::string body;

  /// Takes the body of an answer with a status of 200 to 299, piece by piece; an error from it ends
  /// the exchange and is what Send returns. Empty: the body is collected in the response. Bodies of
  /// other answers are always collected.
  std::function<Result<void>(std::string_view)> sink;
  /// Called once before the sink's first byte with the answer's status and headers, so that the
  /// sink knows what is coming; an error from it ends the exchange as one of the sink does.
  std::function<Result<void>(const HttpResponse&)> before_sink;
  uint64_t collect_bytes = 1 << 20;  ///< Most that is collected; more is kTooLarge.

  std::chrono::milliseconds connect_timeout{5'000};
  /// For the whole exchange; 0: none, and only a stall ends it.
  std::chrono::milliseconds total_timeout{0};
  /// The longest time without a byte in either direction, looked at about once a second.
  std::chrono::milliseconds stall_timeout{20'000};
};

/// What holds for every request of a client.
struct HttpSettings {
  std::string ca_file;  ///< PEM of the authorities to trust instead of the system's; empty: those.
  bool use_proxy = true;  ///< As the environment says (https_proxy, no_proxy). Never for loopback.
  const std::atomic<bool>* cancel = nullptr;  ///< Once true, Send ends with kCancelled in ≤ 1 s.
};

/// Sends requests one after another over kept connections (libcurl). HTTP and HTTPS only, no
/// redirects followed, certificates checked, bodies as they are sent (no decompression). Used by
/// one thread at a time.
///
/// Whether trying again can help is in the error's code: kUnavailable (not resolved, refused, cut
/// off in the middle) and kTimeout are passing; kUnauthenticated is a certificate that isn't
/// trusted; kTooLarge, kCancelled and the sink's own errors are final. An answer of any status is
/// no error here. Messages name the host, never the path, the query or a header.
class HttpClient {
 public:
  explicit HttpClient(HttpSettings settings = {});
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;

  Result<HttpResponse> Send(const HttpRequest& request);

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace redquill

#endif  // REDQUILL_BASE_HTTP_CLIENT_H_
