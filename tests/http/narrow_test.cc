// `redquill serve` with as little of everything as it takes: one worker, a queue of one, a cache
// that holds at most one answer.
#include <gmock/gmock.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "tests/http/operating_fixture.h"

namespace redquill::http {
namespace {

using nlohmann::json;

constexpr int kClients = 6, kRequests = 25;

struct Counted {
  std::atomic<int> scored = 0, refused = 0, wrong = 0;
};

/// Texts of 30 words, 3 points at ten words each, and of 50, which give 5; some come again.
void Ask(uint16_t port, int client, Counted& counted) {
  RawClient connection(port);
  for (int i = 0; i < kRequests; ++i) {
    const size_t words = i % 2 == 0 ? 30 : 50;
    const std::string number = i % 5 == 0 ? "" : " No " + std::to_string(kRequests * client + i);
    const json body = {{"essay", samples::EssayOfLength(words) + number}};
    const auto answer = connection.Ask(PostText("/v1/score", body.dump()));
    if (answer.status == 429) {
      ++counted.refused;
      if (answer.headers.count("retry-after") == 0) ++counted.wrong;
      continue;
    }
    const auto told = json::parse(answer.body, nullptr, false);
    const double expected = words == 30 ? 3 : 5;
    if (answer.status != 200 || told["score"] != expected) {
      ++counted.wrong;
    } else {
      ++counted.scored;
    }
  }
}

TEST_F(Operating, OneWorkerAQueueOfOneAndACacheOfOneAnswerEveryRequest) {
  Put("a", 10);
  for (const char* const cache_bytes : {"0", "1", "2000"}) {
    ServerProcess server(Arguments(), {{"REDQUILL__WORKERS__COUNT", "1"},
                                       {"REDQUILL__WORKERS__QUEUE", "1"},
                                       {"REDQUILL__WORKERS__WINDOW", "1"},
                                       {"REDQUILL__CACHE__BYTES", cache_bytes}});
    ASSERT_TRUE(server.AwaitReady()) << server.Err();
    Counted counted;
    std::vector<std::thread> clients;
    for (int i = 0; i < kClients; ++i) {
      clients.emplace_back([&, i] { Ask(server.port(), i, counted); });
    }
    for (auto& client : clients) client.join();
    EXPECT_EQ(counted.wrong, 0) << server.Err();
    EXPECT_EQ(counted.scored + counted.refused, kClients * kRequests);
    EXPECT_GT(counted.scored, 0);
    server.Signal(SIGTERM);
    EXPECT_EQ(server.AwaitEnd(), 0);
  }
}

}  // namespace
}  // namespace redquill::http
