#ifndef REDQUILL_HTTP_TRANSPORT_TURN_H_
#define REDQUILL_HTTP_TRANSPORT_TURN_H_

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <memory>

#include "http/errand.h"

namespace redquill::http {

/// What became of an errand.
struct Turn {
  enum class End {
    kScored,   ///< `scored` holds the answer, which may be a refusal.
    kRefused,  ///< Not let in: `refused`.
    kTooLate,  ///< Its deadline passed before there was an answer.
    kLeft,     ///< The client left; there is nobody to answer.
  } end = End::kTooLate;
  std::shared_ptr<const Scored> scored;
  sched::Refused refused;
  double queued_ms = 0;
};

/// How long work of a client that ended its sending side may wait before it is dropped. Most who
/// end it are gone; `nc` and some scripts end it and read on.
inline constexpr std::chrono::milliseconds kHalfClosedPatience{200};

/// Queues the errand and waits for its end, the deadline or the client's leaving, whichever comes
/// first. What the client sends meanwhile (its next request) is read into `buffer`, until that is
/// full. On the connection's executor; `flights` outlives the coroutine.
boost::asio::awaitable<Turn> AwaitTurn(ScoreFlights& flights, Errand& errand,
                                       boost::asio::generic::stream_protocol::socket& socket,
                                       boost::beast::flat_buffer& buffer);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_TRANSPORT_TURN_H_
