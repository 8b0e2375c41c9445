#ifndef REDQUILL_TESTS_HTTP_TRANSPORT_FIXTURE_H_
#define REDQUILL_TESTS_HTTP_TRANSPORT_FIXTURE_H_

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <thread>

#include "http/server.h"
#include "tests/http/raw_client.h"

namespace redquill::http {

/// The transport with routes that show what it does, on a free port.
///
/// GET /here, GET /things/{name} (its path and parameter), POST /echo (text/plain, on a worker),
/// POST /gate (on a worker, waits for Open), POST /turn (in turn; the body "gate" waits for Open,
/// "known" is answered from memory, one that begins with "record" is recorded and answered with its
/// record; `scored_` counts the bodies that were scored), GET /throws.
class Transport : public testing::Test {
 protected:
  ~Transport() override { Stop(); }

  void Start(ServerOptions options = {}, size_t workers = 1, size_t queue = 4) {
    pool_ = *sched::WorkerPool::Start(workers, queue);
    scheduler_ = *sched::Scheduler::Start({{.workers = workers, .jobs = queue}, {}});
    flights_ = std::make_unique<ScoreFlights>(*scheduler_);
    options.port = 0;
    auto server = Server::Listen(options, {routes_, *pool_, *flights_, log_, *door_, telemetry_});
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    thread_ = std::thread([this] { server_->Run(); });
  }

  void Open() {
    if (!opened_) gate_.set_value();
    opened_ = true;
  }

  /// Stops and waits until the loop has ended.
  void Stop() {
    Open();
    if (!thread_.joinable()) return;
    server_->Stop();
    thread_.join();
    pool_->Finish();
    scheduler_->Finish();
  }

  /// Waits until a worker is inside POST /gate.
  void AwaitGate() { entered_.get_future().wait(); }

  Result<Errand> PlanTurn(const Request& r) {
    auto deadline = DeadlineOf(r, sched::Clock::now());
    if (!deadline) return Failure(deadline.error());
    Errand errand;
    errand.ask = {{}, "m", std::chrono::milliseconds(1), *deadline};
    errand.same_as = r.body;
    errand.score = [this, body = r.body]() -> Scored {
      if (body == "throw") throw std::bad_alloc();
      if (body == "gate") {
        if (!inside_.test_and_set()) entered_.set_value();
        opened_gate_.wait();
      }
      ++scored_;
      Kept kept;
      kept.answer.model = body;
      return kept;
    };
    if (r.body == "known") errand.known.emplace().answer.model = "remembered";
    if (r.body.starts_with("record")) {
      errand.record = [this](Kept& kept) { kept.record = std::to_string(++recorded_); };
    }
    errand.present = [](const Scored& scored, double) -> Result<Response> {
      if (!scored) return Failure(scored.error());
      return Response{200, "text/plain", {}, scored->answer.model + scored->record};
    };
    return errand;
  }

  uint16_t port() const { return server_->port(); }
  RawResponse Ask(std::string_view bytes) { return RawClient(port()).Ask(bytes); }

  std::promise<void> gate_;
  std::shared_future<void> opened_gate_ = gate_.get_future().share();
  bool opened_ = false;
  std::promise<void> entered_;
  std::atomic_flag inside_;
  std::atomic<int> scored_ = 0, recorded_ = 0;
  Log log_{LogForm::kText, LogLevel::kError};
  std::unique_ptr<Gate> door_ = std::make_unique<Gate>();
  Telemetry telemetry_;
  RouteTable routes_{{
      {"GET",
       "/here",
       Runs::kHere,
       {},
       "",
       [](const Request&) -> Result<Response> {
         return Response{200, "text/plain", {}, "here"};
       }},
      {"GET",
       "/things/{name}",
       Runs::kHere,
       {},
       "",
       [](const Request& r) -> Result<Response> {
         return Response{200, "text/plain", {}, r.path + " " + r.parameters.at("name")};
       }},
      {"POST",
       "/echo",
       Runs::kOnWorker,
       {"text/plain"},
       "",
       [](const Request& r) -> Result<Response> {
         return Response{200, "text/plain", {}, r.body};
       }},
      {"POST",
       "/gate",
       Runs::kOnWorker,
       {"text/plain"},
       "",
       [this](const Request& r) -> Result<Response> {
         if (!inside_.test_and_set()) entered_.set_value();
         opened_gate_.wait();
         return Response{200, "text/plain", {}, r.body};
       }},
      {"POST",
       "/turn",
       Runs::kInTurn,
       {"text/plain"},
       "",
       {},
       [this](const Request& r) { return PlanTurn(r); }},
      {"GET",
       "/throws",
       Runs::kHere,
       {},
       "",
       [](const Request&) -> Result<Response> { throw std::bad_alloc(); }},
  }};
  std::unique_ptr<sched::WorkerPool> pool_;
  std::unique_ptr<sched::Scheduler> scheduler_;
  std::unique_ptr<ScoreFlights> flights_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

}  // namespace redquill::http

#endif  // REDQUILL_TESTS_HTTP_TRANSPORT_FIXTURE_H_
