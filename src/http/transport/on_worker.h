#ifndef REDQUILL_HTTP_TRANSPORT_ON_WORKER_H_
#define REDQUILL_HTTP_TRANSPORT_ON_WORKER_H_

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "base/error.h"
#include "sched/worker_pool.h"

namespace redquill::http {

/// Runs `work` (which must not throw) on a worker and resumes the caller on its own executor with
/// the result; the error is WorkerPool::Submit's, and `work` was not run then. What `work` refers
/// to must live until it has run, whatever becomes of the connection meanwhile.
template <typename T>
boost::asio::awaitable<Result<T>> OnWorker(sched::WorkerPool& pool, std::function<T()> work) {
  namespace net = boost::asio;
  const auto executor = co_await net::this_coro::executor;
  auto start = [&](auto handler) {
    // Keeps the event loop running until the worker has come back.
    auto home = net::prefer(executor, net::execution::outstanding_work.tracked);
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto submitted = pool.Submit([shared, home, work]() {
      net::post(home, [shared, result = Result<T>(work())]() mutable {
        std::move (*shared)(std::move(result));
      });
    });
    if (submitted) return;
    net::post(home, [shared, refused = Result<T>(Failure(submitted.error()))]() mutable {
      std::move (*shared)(std::move(refused));
    });
  };
  co_return co_await net::async_initiate<const net::use_awaitable_t<>&, void(Result<T>)>(
      std::move(start), net::use_awaitable);
}

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_TRANSPORT_ON_WORKER_H_
