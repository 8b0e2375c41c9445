#ifndef REDQUILL_HTTP_TRANSPORT_TLS_H_
#define REDQUILL_HTTP_TRANSPORT_TLS_H_

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <functional>
#include <memory>
#include <string>

#include "base/error.h"
#include "http/transport/limits.h"
#include "http/transport/tls_files.h"

namespace redquill::http {

/// What new connections are made with: TLS 1.2 and later, HTTP/1.1. kInvalidArgument names the file
/// that can't be used; `warning` is set if others on this machine may read the key.
Result<std::shared_ptr<boost::asio::ssl::context>> LoadTls(const TlsFiles& files,
                                                           std::string* warning);

/// One TLS connection in front of a session that knows nothing of it: both talk over a pair of
/// local sockets. Costs a copy of every byte; the session stays one class. Lives until Run has
/// ended.
class TlsBridge {
 public:
  using Tcp = boost::asio::ip::tcp::socket;
  using Local = boost::asio::local::stream_protocol::socket;

  TlsBridge(Tcp client, std::shared_ptr<boost::asio::ssl::context> context, const Limits& limits);

  /// Shakes hands within limits.header. False where the client can't or won't.
  boost::asio::awaitable<bool> ShakeHands();

  /// The session's end of the pair; invalid where the system gives no more sockets. Once.
  boost::asio::generic::stream_protocol::socket SessionEnd();

  /// Carries bytes both ways until the session closes its end, or the client leaves or does not
  /// take what is sent within limits.write.
  boost::asio::awaitable<void> Run();

 private:
  using Stream = boost::asio::ssl::stream<Tcp>;
  boost::asio::awaitable<void> ToSession();
  boost::asio::awaitable<void> ToClient();
  boost::asio::awaitable<void> Discard();

  const std::shared_ptr<boost::asio::ssl::context> context_;
  const Limits limits_;
  Stream client_;
  Local inner_;
};

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_TRANSPORT_TLS_H_
