#include "http/transport/tls.h"

#include <openssl/ssl.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "base/private_file.h"

namespace redquill::http {
namespace {

namespace net = boost::asio;
using net::experimental::awaitable_operators::operator||;
using net::experimental::awaitable_operators::operator&&;

constexpr auto kTuple = net::as_tuple(net::use_awaitable);
constexpr size_t kPiece = 16 << 10;  ///< A TLS record.
constexpr uint64_t kMostBytes = 1 << 20;
constexpr std::chrono::seconds kGoodbye{1};

net::awaitable<void> After(Limits::Duration time) {
  net::steady_timer timer(co_await net::this_coro::executor, time);
  co_await timer.async_wait(kTuple);
}

/// The one protocol that is spoken here, for clients that ask (RFC 7301).
int ChooseProtocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in,
                   unsigned int in_size, void*) {
  static constexpr unsigned char kHttp11[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, size, kHttp11, sizeof kHttp11 - 1, in, in_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

tl::unexpected<Error> Unusable(const char* field, const std::string& file, const std::string& why) {
  return Fail(Code::kInvalidArgument,
              std::string(field) + ": " + file + " can't be used: " + why + ".", field);
}

}  // namespace

Result<std::shared_ptr<net::ssl::context>> LoadTls(const TlsFiles& files, std::string* warning) {
  using net::ssl::context;
  auto tls = std::make_shared<context>(context::tls_server);
  tls->set_options(context::default_workarounds | context::no_sslv2 | context::no_sslv3 |
                   context::no_tlsv1 | context::no_tlsv1_1 | context::no_compression);
  SSL_CTX_set_options(tls->native_handle(), SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_alpn_select_cb(tls->native_handle(), &ChooseProtocol, nullptr);
  boost::system::error_code error;
  tls->use_certificate_chain_file(files.certificate, error);
  if (error) return Unusable("tls.certificate", files.certificate, error.message());
  auto key = ReadPrivateFile(files.key, kMostBytes);
  if (!key) return Failure(key.error(), "tls.key");
  *warning = key->warning;
  const auto bytes = key->bytes.Reveal();
  tls->use_private_key(net::buffer(bytes.data(), bytes.size()), context::pem, error);
  if (error) return Unusable("tls.key", files.key, error.message());
  if (SSL_CTX_check_private_key(tls->native_handle()) != 1) {
    return Unusable("tls.key", files.key, "it is not the key of " + files.certificate);
  }
  return tls;
}

TlsBridge::TlsBridge(Tcp client, std::shared_ptr<net::ssl::context> context, const Limits& limits)
    : context_(std::move(context)),
      limits_(limits),
      client_(std::move(client), *context_),
      inner_(client_.get_executor()) {}

net::awaitable<bool> TlsBridge::ShakeHands() {
  const auto done = co_await (client_.async_handshake(net::ssl::stream_base::server, kTuple) ||
                              After(limits_.header));
  co_return done.index() == 0 && !std::get<0>(std::get<0>(done));
}

net::generic::stream_protocol::socket TlsBridge::SessionEnd() {
  Local outer(client_.get_executor());
  boost::system::error_code error;
  net::local::connect_pair(inner_, outer, error);
  if (error) return net::generic::stream_protocol::socket(client_.get_executor());
  return net::generic::stream_protocol::socket(std::move(outer));
}

net::awaitable<void> TlsBridge::ToSession() {
  std::array<char, kPiece> piece;
  for (;;) {
    auto [error, size] = co_await client_.async_read_some(net::buffer(piece), kTuple);
    if (error) break;
    auto [write_error, written] =
        co_await net::async_write(inner_, net::buffer(piece.data(), size), kTuple);
    if (write_error) break;
  }
  // The client ended its side; what the session still answers is carried on.
  boost::system::error_code ignored;
  inner_.shutdown(Local::shutdown_send, ignored);
}

net::awaitable<void> TlsBridge::ToClient() {
  std::array<char, kPiece> piece;
  for (;;) {
    auto [error, size] = co_await inner_.async_read_some(net::buffer(piece), kTuple);
    if (error) break;
    const auto sent = co_await (
        net::async_write(client_, net::buffer(piece.data(), size), kTuple) || After(limits_.write));
    if (sent.index() != 0 || std::get<0>(std::get<0>(sent))) break;
  }
}

// What the client still sends is read: closing a socket with unread bytes resets the connection,
// and the answer that the client has not read yet would be lost.
net::awaitable<void> TlsBridge::Discard() {
  std::array<char, kPiece> piece;
  for (;;) {
    auto [error, size] = co_await client_.next_layer().async_read_some(net::buffer(piece), kTuple);
    if (error) break;
  }
}

net::awaitable<void> TlsBridge::Run() {
  // The session decides when it is over: it closes its end, and ToClient comes to its own.
  co_await (ToClient() || (ToSession() && After(limits_.write + limits_.drain)));
  boost::system::error_code ignored;
  inner_.close(ignored);
  co_await (client_.async_shutdown(kTuple) || After(kGoodbye));
  client_.next_layer().shutdown(net::socket_base::shutdown_send, ignored);
  co_await (Discard() || After(limits_.linger));
  client_.next_layer().close(ignored);
}

}  // namespace redquill::http
