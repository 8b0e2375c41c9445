// How the server stops: what is in work ends, nothing new begins.
#include <chrono>

#include "tests/http/transport_fixture.h"

namespace redquill::http {
namespace {

using namespace std::chrono_literals;

constexpr char kGet[] = "GET /here HTTP/1.1\r\nHost: test\r\n\r\n";

TEST_F(Transport, StoppingEndsIdleConnectionsAtOnce) {
  Start();
  RawClient fresh(port()), used(port());
  EXPECT_EQ(used.Ask(kGet).status, 200);
  const auto start = std::chrono::steady_clock::now();
  Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  EXPECT_TRUE(fresh.ClosedWithin(1s));
  EXPECT_TRUE(used.ClosedWithin(1s));
}

TEST_F(Transport, StoppingLetsRequestsInWorkEnd) {
  Start();
  const uint16_t at = port();
  const std::string url = server_->Url();
  RawClient client(at);
  ASSERT_TRUE(client.Send(PostText("/gate", "finished", "text/plain")));
  AwaitGate();
  server_->Stop();
  for (int i = 0; i < 500 && RawClient(at).connected(); ++i) std::this_thread::sleep_for(10ms);
  EXPECT_FALSE(RawClient(at).connected());
  EXPECT_EQ(server_->Url(), url);  // Who loads the models may ask when it no longer listens.
  Open();
  const auto response = client.Read();
  EXPECT_EQ(response.body, "finished");
  EXPECT_EQ(response.headers.at("connection"), "close");
  EXPECT_TRUE(client.ClosedWithin(1s));
}

TEST_F(Transport, StoppingCutsWhatLastsTooLong) {
  ServerOptions options;
  options.limits.drain = 100ms;
  Start(options);
  RawClient client(port());
  ASSERT_TRUE(
      client.Send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\n"
                  "Content-Length: 10\r\n\r\nhalf"));
  RawClient other(port());
  EXPECT_EQ(other.Ask(kGet).status, 200);  // By now the server has met the first one too.
  const auto start = std::chrono::steady_clock::now();
  Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  EXPECT_TRUE(client.ClosedWithin(1s));
}

TEST_F(Transport, StopsTwiceAndBeforeAnyConnection) {
  Start();
  server_->Stop();
  server_->Stop();
  Stop();
}

TEST(Listen, RefusesWhatItCannotBind) {
  const RouteTable routes({});
  const Log log(LogForm::kText, LogLevel::kError);
  auto pool = *sched::WorkerPool::Start(1, 1);
  auto scheduler = *sched::Scheduler::Start({});
  ScoreFlights flights(*scheduler);
  Gate gate;
  Telemetry telemetry;
  const Parts parts{routes, *pool, flights, log, gate, telemetry};
  ServerOptions options;
  options.port = 0;
  auto first = Server::Listen(options, parts);
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)->Url(), "http://127.0.0.1:" + std::to_string((*first)->port()) + "/");
  options.port = (*first)->port();
  auto second = Server::Listen(options, parts);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::kConflict);
  EXPECT_NE(second.error().message.find("--port"), std::string::npos);
  options.address = "localhost";
  EXPECT_EQ(Server::Listen(options, parts).error().code, Code::kInvalidArgument);
  options.address = "203.0.113.1";  // An address for documentation: nobody's.
  EXPECT_EQ(Server::Listen(options, parts).error().code, Code::kIo);
}

}  // namespace
}  // namespace redquill::http
