// Requests that wait their turn: deadlines, clients that leave, the same essay asked for twice.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/http/transport_fixture.h"

namespace redquill::http {
namespace {

using namespace std::chrono_literals;

std::string PostTurn(std::string_view body, std::string_view more = "") {
  return PostText("/turn", body, "text/plain", more);
}

class Turns : public Transport {
 protected:
  /// The only worker is in POST /turn "gate" until Open.
  void StartBusy(size_t queue = 8) {
    Start({}, 1, queue);
    gate_client_ = std::make_unique<RawClient>(port());
    ASSERT_TRUE(gate_client_->Send(PostTurn("gate")));
    AwaitGate();
  }
  void AwaitWaiting(size_t jobs) {
    for (int i = 0; i < 500 && scheduler_->load().waiting != jobs; ++i) {
      std::this_thread::sleep_for(10ms);
    }
    ASSERT_EQ(scheduler_->load().waiting, jobs);
  }
  std::unique_ptr<RawClient> gate_client_;
};

TEST_F(Turns, AreScoredAndTheConnectionGoesOn) {
  Start();
  RawClient client(port());
  for (const char* text : {"one", "two", "three"}) EXPECT_EQ(client.Ask(PostTurn(text)).body, text);
  std::string ahead;
  for (int i = 0; i < 20; ++i) ahead += PostTurn("essay " + std::to_string(i));
  ASSERT_TRUE(client.Send(ahead));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(client.Read().body, "essay " + std::to_string(i));
}

TEST_F(Turns, LongBodiesAreReadElsewhere) {
  Start();
  const std::string essay(200'000, 'a');
  EXPECT_EQ(Ask(PostTurn(essay)).body, essay);
}

TEST_F(Turns, WhatIsKnownNeedsNone) {
  StartBusy(1);
  RawClient waits(port());
  ASSERT_TRUE(waits.Send(PostTurn("waits")));
  AwaitWaiting(1);
  EXPECT_EQ(Ask(PostTurn("new")).status, 429);
  EXPECT_EQ(Ask(PostTurn("known")).body, "remembered");
  EXPECT_EQ(scored_, 0);
}

TEST_F(Turns, EachRequestIsRecordedThoughTheSameIsScoredOnce) {
  StartBusy();
  RawClient one(port()), two(port());
  ASSERT_TRUE(one.Send(PostTurn("record ")));
  AwaitWaiting(1);
  ASSERT_TRUE(two.Send(PostTurn("record ")));
  for (int i = 0; i < 500 && flights_->joined() == 0; ++i) std::this_thread::sleep_for(10ms);
  Open();
  EXPECT_THAT((std::vector<std::string>{one.Read().body, two.Read().body}),
              testing::UnorderedElementsAre("record 1", "record 2"));
  EXPECT_EQ(scored_, 2) << "the gate and one of the others";
}

TEST_F(Turns, AFullQueueIs429WithRetryAfter) {
  StartBusy(1);
  RawClient waits(port());
  ASSERT_TRUE(waits.Send(PostTurn("waits")));
  AwaitWaiting(1);
  auto refused = Ask(PostTurn("refused"));
  EXPECT_EQ(refused.status, 429);
  EXPECT_GE(std::stoi(refused.headers["retry-after"]), 1);
  EXPECT_EQ(Ask("GET /here HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
  Open();
  EXPECT_EQ(waits.Read().body, "waits");
  EXPECT_EQ(gate_client_->Read().body, "gate");
}

TEST_F(Turns, ADeadlineThatPassesIs504AndTheWorkIsDropped) {
  StartBusy();
  RawClient client(port());
  ASSERT_TRUE(client.Send(PostTurn("late", "X-Request-Timeout-Ms: 60\r\n")));
  const auto late = client.Read();
  EXPECT_EQ(late.status, 504);
  EXPECT_EQ(nlohmann::json::parse(late.body)["code"], "timeout");
  EXPECT_EQ(scheduler_->load().waiting, 0u);
  Open();
  EXPECT_EQ(client.Ask(PostTurn("next")).body, "next");
  EXPECT_EQ(scored_, 2);
}

TEST_F(Turns, ADeadlineThatIsNoneIsRefused) {
  Start();
  for (const char* value : {"0", "-5", "soon", "1.5", "99999999999", "3600001"}) {
    const auto refused = Ask(PostTurn("x", "X-Request-Timeout-Ms: " + std::string(value) + "\r\n"));
    EXPECT_EQ(refused.status, 400) << value;
    EXPECT_EQ(nlohmann::json::parse(refused.body)["field"], "X-Request-Timeout-Ms");
  }
  EXPECT_EQ(scored_, 0);
}

TEST_F(Turns, WorkOfAClientThatLeftIsNeverDone) {
  StartBusy();
  {
    RawClient resets(port()), closes(port());
    ASSERT_TRUE(resets.Send(PostTurn("reset")));
    ASSERT_TRUE(closes.Send(PostTurn("closed")));
    AwaitWaiting(2);
    resets.Reset();
  }
  AwaitWaiting(0);
  Open();
  EXPECT_EQ(gate_client_->Read().body, "gate");
  EXPECT_EQ(Ask(PostTurn("after")).body, "after");
  EXPECT_EQ(scored_, 2);
}

TEST_F(Turns, AHalfClosedClientStillGetsItsAnswerFromAFreeWorker) {
  Start();
  RawClient client(port());
  ASSERT_TRUE(client.Send(PostTurn("abc")));
  client.EndSending();
  EXPECT_EQ(client.Read().body, "abc");
}

TEST_F(Turns, TheSameEssayIsScoredOnceForAllWhoWait) {
  StartBusy();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<RawClient>(port()));
    ASSERT_TRUE(clients.back()->Send(PostTurn("same")));
  }
  for (int i = 0; i < 500 && flights_->joined() != 4; ++i) std::this_thread::sleep_for(10ms);
  clients[2]->Reset();
  clients.erase(clients.begin() + 2);
  Open();
  for (auto& client : clients) EXPECT_EQ(client->Read().body, "same");
  EXPECT_EQ(scored_, 2);
}

TEST_F(Turns, StoppingAnswersWhatWaits) {
  StartBusy();
  RawClient client(port());
  ASSERT_TRUE(client.Send(PostTurn("waits")));
  AwaitWaiting(1);
  server_->Stop();
  Open();
  EXPECT_EQ(client.Read().body, "waits");
  EXPECT_TRUE(client.ClosedWithin(1s));
}

TEST_F(Turns, AnExceptionIsA500) {
  Start();
  EXPECT_EQ(Ask(PostTurn("throw")).status, 500);
  EXPECT_EQ(Ask(PostTurn("fine")).body, "fine");
}

}  // namespace
}  // namespace redquill::http
