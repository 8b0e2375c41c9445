#include "http/transport/turn.h"

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

namespace redquill::http {
namespace {

namespace net = boost::asio;
using Socket = net::generic::stream_protocol::socket;

constexpr auto kTuple = net::as_tuple(net::use_awaitable);
constexpr size_t kPiece = 4096;

/// What a worker brings back. Touched on the connection's executor only.
struct Arrival {
  explicit Arrival(const net::any_io_executor& executor) : wake(executor) {}
  net::steady_timer wake;
  std::shared_ptr<const Scored> scored;
  sched::TimePoint began;
  bool here = false;
};

net::awaitable<bool> Cancelled() {
  const auto state = co_await net::this_coro::cancellation_state;
  co_return state.cancelled() != net::cancellation_type::none;
}

net::awaitable<void> AwaitArrival(Arrival& arrival, sched::TimePoint deadline) {
  arrival.wake.expires_at(deadline);
  if (!arrival.here) co_await arrival.wake.async_wait(kTuple);
}

/// Ends when the client has surely left, or its sending side has been closed for a while.
net::awaitable<void> AwaitLeaving(Socket& socket, boost::beast::flat_buffer& buffer) {
  net::steady_timer patience(socket.get_executor());
  boost::system::error_code ended;
  while (!ended && buffer.size() + kPiece <= buffer.max_size()) {
    auto [error, size] = co_await socket.async_read_some(buffer.prepare(kPiece), kTuple);
    buffer.commit(size);
    if (co_await Cancelled()) co_return;
    ended = error;
  }
  if (ended && ended != net::error::eof) co_return;
  // With a full buffer nobody listens for the end any more; the answer will show it.
  patience.expires_after(ended ? net::steady_timer::duration(kHalfClosedPatience)
                               : net::steady_timer::duration::max());
  co_await patience.async_wait(kTuple);
}

sched::Flights<Scored>::Deliver DeliverTo(const std::shared_ptr<Arrival>& arrival,
                                          const net::any_io_executor& executor) {
  // Keeps the event loop running until the worker has come back.
  auto home = net::prefer(executor, net::execution::outstanding_work.tracked);
  return [arrival, home](std::shared_ptr<const Scored> scored, sched::TimePoint began) {
    net::post(home, [arrival, scored = std::move(scored), began] {
      arrival->scored = scored;
      arrival->began = began;
      arrival->here = true;
      arrival->wake.cancel();
    });
  };
}

}  // namespace

net::awaitable<Turn> AwaitTurn(ScoreFlights& flights, Errand& errand, Socket& socket,
                               boost::beast::flat_buffer& buffer) {
  using net::experimental::awaitable_operators::operator||;
  const auto executor = co_await net::this_coro::executor;
  const auto arrival = std::make_shared<Arrival>(executor);
  const auto submitted = sched::Clock::now();
  const auto deadline = errand.ask.deadline;
  Turn turn;
  auto seat = flights.Board(errand.same_as, std::move(errand.ask), std::move(errand.score),
                            DeliverTo(arrival, executor));
  if (!seat) {
    turn.end = Turn::End::kRefused;
    turn.refused = std::move(seat.error());
    co_return turn;
  }
  auto first = co_await (AwaitArrival(*arrival, deadline) || AwaitLeaving(socket, buffer));
  if (!arrival->here && first.index() == 1 && !flights.Leave(*seat)) {
    // It runs already: its answer costs nothing more, and a half-closed client may still read it.
    co_await AwaitArrival(*arrival, deadline);
  } else if (!arrival->here && first.index() == 1) {
    turn.end = Turn::End::kLeft;
    co_return turn;
  }
  if (!arrival->here) flights.Leave(*seat);
  if (!arrival->scored) co_return turn;
  turn.end = Turn::End::kScored;
  turn.scored = arrival->scored;
  turn.queued_ms = std::chrono::duration<double, std::milli>(
                       std::max(arrival->began - submitted, sched::Duration(0)))
                       .count();
  co_return turn;
}

}  // namespace redquill::http
