#ifndef REDQUILL_HTTP_TRANSPORT_EXCHANGE_H_
#define REDQUILL_HTTP_TRANSPORT_EXCHANGE_H_

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "http/access/caller.h"
#include "http/transport/session.h"
#include "http/transport/trace.h"

/// What the parts of Session share: reading (session_read.cc), responding (session_respond.cc) and
/// sending (session_send.cc).
namespace redquill::http {

inline constexpr auto kTuple = boost::asio::as_tuple(boost::asio::use_awaitable);
inline constexpr size_t kReadAhead = 64 << 10;
/// The route of an answer that the browser asked for, not the page.
inline constexpr std::string_view kPreflight = "preflight";

/// Sixteen hexadecimal digits.
std::string HexId(uint64_t number);

/// One request and its answer.
struct Session::Exchange {
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser;
  Clock::time_point start;
  Head head;
  std::string id;
  std::optional<Trace> trace;
  Caller caller;
  std::string client;      ///< The name of its API key.
  std::string_view route;  ///< As the table has it; empty where none was found.
  std::string origin;      ///< Whose pages may read the answer.
  Response response;
  std::string fault;        ///< For the log.
  bool answered = false;    ///< There is a response to send (else the client is gone).
  bool unread = false;      ///< The client may still be sending what nobody will read.
  bool keep_alive = false;  ///< The connection goes on after the answer.
};

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_TRANSPORT_EXCHANGE_H_
