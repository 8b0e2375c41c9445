#include "http/transport/exchange.h"
#include "http/transport/on_worker.h"
#include "http/transport/turn.h"

namespace redquill::http {
namespace net = boost::asio;

namespace {

constexpr size_t kReadHere = 64 << 10;  ///< Longer bodies are read on a worker: some 0.5 ms.

}  // namespace

net::awaitable<void> Session::Respond(const RouteTable::Match& match, Exchange& exchange) {
  const Route& route = *match.route;
  Request request{exchange.head.method == "HEAD" ? "GET" : exchange.head.method,
                  exchange.head.path,
                  match.parameters,
                  std::move(exchange.head.headers),
                  std::move(exchange.parser->get().body()),
                  exchange.id,
                  0,
                  exchange.client};
  exchange.answered = true;
  switch (route.runs) {
    case Runs::kHere:
      exchange.response = Answer(route, request, &exchange.fault);
      break;
    case Runs::kOnWorker:
      co_await RespondOnWorker(route, request, exchange);
      break;
    case Runs::kInTurn:
      co_await RespondInTurn(route, request, exchange);
      break;
  }
  if (!exchange.fault.empty()) {
    site_.log.Write(LogLevel::kError, "request failed",
                    {{"id", exchange.id}, {"why", exchange.fault}});
  }
}

void Session::RefuseForNow(Exchange& exchange, const Error& error, sched::Duration retry_after) {
  const auto seconds = sched::RetryAfterSeconds(retry_after);
  Refuse(exchange, {error, 0, {{"Retry-After", std::to_string(seconds)}}});
}

net::awaitable<void> Session::RespondOnWorker(const Route& route, Request& request,
                                              Exchange& exchange) {
  const auto submitted = Clock::now();
  std::function<Response()> work = [&] {
    request.queued_ms = std::chrono::duration<double, std::milli>(Clock::now() - submitted).count();
    return Answer(route, request, &exchange.fault);
  };
  auto done = co_await OnWorker<Response>(site_.pool, std::move(work));
  if (done) {
    exchange.response = std::move(*done);
  } else {
    RefuseForNow(exchange, done.error(), site_.pool.Wait());
  }
}

net::awaitable<std::optional<Errand>> Session::ReadErrand(const Route& route, Request& request,
                                                          Exchange& exchange) {
  std::optional<Errand> errand;
  std::function<Response()> plan = [&] {
    return Presented(
        [&]() -> Result<Response> {
          auto planned = route.plan(request);
          if (!planned) return Failure(planned.error());
          errand = std::move(*planned);
          return Response{};
        },
        request, &exchange.fault);
  };
  if (request.body.size() <= kReadHere) {
    exchange.response = plan();
  } else {
    auto read = co_await OnWorker<Response>(site_.pool, std::move(plan));
    if (read) {
      exchange.response = std::move(*read);
    } else {
      RefuseForNow(exchange, read.error(), site_.pool.Wait());
    }
  }
  co_return errand;
}

net::awaitable<void> Session::RespondInTurn(const Route& route, Request& request,
                                            Exchange& exchange) {
  auto errand = co_await ReadErrand(route, request, exchange);
  if (!errand) co_return;  // The response says why.
  if (errand->known) {
    const Scored known = std::move(*errand->known);
    co_return co_await Give(known, 0, *errand, request, exchange);
  }
  const auto thrown = std::make_shared<std::string>();
  errand->score = [score = std::move(errand->score), thrown]() -> Scored {
    try {
      return score();
    } catch (const std::exception& exception) {
      *thrown = exception.what();
      return Fail(Code::kInternal, "The server failed on this request; its log says why.");
    }
  };
  const Turn turn = co_await AwaitTurn(site_.flights, *errand, socket_, buffer_);
  switch (turn.end) {
    case Turn::End::kScored:
      co_await Give(*turn.scored, turn.queued_ms, *errand, request, exchange);
      if (!thrown->empty()) exchange.fault = *thrown;
      break;
    case Turn::End::kRefused:
      RefuseForNow(exchange, turn.refused.error, turn.refused.retry_after);
      break;
    case Turn::End::kTooLate:
      Refuse(exchange,
             {{Code::kTimeout,
               "The time that X-Request-Timeout-Ms allows is over. Allow more, or try again later.",
               {}},
              0,
              {}});
      break;
    case Turn::End::kLeft:
      exchange.answered = false;
      exchange.keep_alive = false;
      site_.log.Write(LogLevel::kInfo, "client left", {{"id", exchange.id}});
      break;
  }
}

net::awaitable<void> Session::Give(const Scored& scored, double queued_ms, const Errand& errand,
                                   const Request& request, Exchange& exchange) {
  std::function<Response()> give = [&] {
    return Presented(
        [&]() -> Result<Response> {
          if (!scored || !errand.record) {
            if (scored) site_.telemetry.Scored(*scored, queued_ms);
            return errand.present(scored, queued_ms);
          }
          // Others that wanted the same share `scored`; the record is this request's own.
          Scored own = scored;
          errand.record(*own);
          site_.telemetry.Scored(*own, queued_ms);
          return errand.present(own, queued_ms);
        },
        request, &exchange.fault);
  };
  if (!scored || !errand.record) {
    exchange.response = give();
    co_return;
  }
  auto given = co_await OnWorker<Response>(site_.pool, std::move(give));
  if (given) {
    exchange.response = std::move(*given);
  } else {
    RefuseForNow(exchange, given.error(), site_.pool.Wait());
  }
}

}  // namespace redquill::http
