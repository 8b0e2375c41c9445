// `redquill serve` as its users meet it: a process with the shipped models.
#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/file.h"
#include "tests/http/raw_client.h"
#include "tests/http/server_process.h"
#include "tests/support/paths.h"

namespace redquill::http {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::string Essay() {
  return ReadFile(tests::SourcePath("tests/data/essay-400-words.txt"), 1 << 20).value();
}

RawResponse Get(uint16_t port, const std::string& path) {
  return RawClient(port).Ask("GET " + path + " HTTP/1.1\r\nHost: t\r\n\r\n");
}

RawResponse PostJson(uint16_t port, const std::string& path, const json& body) {
  return RawClient(port).Ask(PostText(path, body.dump()));
}

std::string FileWith(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path) << text;
  return path;
}

TEST(Serve, StartsWithinASecondSaysWhereAndStopsOnSigterm) {
  const auto start = std::chrono::steady_clock::now();
  ServerProcess server;
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);  // A loaded machine; alone, under one.
  EXPECT_THAT(
      server.Out(),
      testing::MatchesRegex("redquill [^ ]+: http://127.0.0.1:[0-9]+/ is ready, [0-9]+ models?\n"));
  EXPECT_EQ(Get(server.port(), "/readyz").status, 200);
  EXPECT_EQ(Get(server.port(), "/healthz").status, 200);
  server.Signal(SIGTERM);
  EXPECT_EQ(server.AwaitEnd(), 0) << server.Err();
  EXPECT_FALSE(RawClient(server.port()).connected());
}

TEST(Serve, ScoresWithAReceipt) {
  ServerProcess server;
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const auto response = PostJson(server.port(), "/v1/score",
                                 {{"essay", Essay()}, {"model", "features"}, {"explain", true}});
  ASSERT_EQ(response.status, 200) << response.body;
  const auto answer = json::parse(response.body);
  EXPECT_GE(answer["score"], answer["scale"]["min"]);
  EXPECT_LE(answer["score"], answer["scale"]["max"]);
  EXPECT_FALSE(answer["influences"].empty());
  EXPECT_EQ(answer["receipt"]["package_digest"].get<std::string>().size(), 64u);
  const auto older =
      PostJson(server.port(), "/evaluate", {{"essay", Essay()}, {"my_model_id", "features"}});
  EXPECT_EQ(json::parse(older.body)["receipt"], answer["receipt"]);
}

TEST(Serve, UnderLoadEveryAnswerIsTheSame) {
  ServerProcess server({"--workers", "3"});
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  std::vector<json> bodies;
  std::vector<json> alone;
  for (int i = 0; i < 6; ++i) {
    bodies.push_back({{"essay", Essay().substr(0, 400 + 300 * static_cast<size_t>(i))}});
    alone.push_back(json::parse(PostJson(server.port(), "/v1/score", bodies.back()).body));
  }
  std::vector<std::thread> clients;
  for (size_t client = 0; client < 8; ++client) {
    clients.emplace_back([&, client] {
      RawClient connection(server.port());
      for (size_t i = 0; i < 30; ++i) {
        const size_t which = (client + i) % bodies.size();
        const auto response = connection.Ask(PostText("/v1/score", bodies[which].dump()));
        ASSERT_EQ(response.status, 200);
        EXPECT_EQ(json::parse(response.body)["receipt"], alone[which]["receipt"]);
      }
    });
  }
  for (auto& client : clients) client.join();
}

TEST(Serve, BusyWorkersRefuseAndTheRestAnswers) {
  ServerProcess server({"--workers", "1"}, {{"REDQUILL__WORKERS__QUEUE", "1"}});
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  std::string large;
  while (large.size() < 900'000) large += Essay() + "\n\n";
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 6; ++i) {
    clients.push_back(std::make_unique<RawClient>(server.port()));
    const std::string own = large + "Essay " + std::to_string(i) + ".";  // The same would be one.
    ASSERT_TRUE(clients.back()->Send(PostText("/v1/score", json{{"essay", own}}.dump())));
  }
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Get(server.port(), "/healthz").status, 200);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 500ms);
  int scored = 0, refused = 0;
  for (auto& client : clients) {
    const auto response = client->Read();
    scored += response.status == 200;
    refused += response.status == 429;
    if (response.status != 429) continue;
    EXPECT_GE(std::stoi(response.headers.at("retry-after")), 1);
  }
  EXPECT_GE(scored, 1);
  EXPECT_GE(refused, 1);
  EXPECT_EQ(scored + refused, 6);
}

TEST(Serve, AKnownEssayIsAnsweredWhateverWaits) {
  ServerProcess server({"--workers", "1"}, {{"REDQUILL__WORKERS__QUEUE", "0"}});
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const auto first = PostJson(server.port(), "/v1/score", {{"essay", Essay()}});
  ASSERT_EQ(first.status, 200);
  std::string large;
  while (large.size() < 900'000) large += Essay() + "\n\n";
  RawClient busy(server.port());
  ASSERT_TRUE(busy.Send(PostText("/v1/score", json{{"essay", large}}.dump())));
  std::this_thread::sleep_for(50ms);  // Else both meet a free worker, and this proves nothing.
  const auto again = PostJson(server.port(), "/v1/score", {{"essay", Essay()}});
  ASSERT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(json::parse(again.body)["cache"]["tier"], "exact");
  EXPECT_EQ(json::parse(again.body)["receipt"], json::parse(first.body)["receipt"]);
  EXPECT_EQ(busy.Read().status, 200);
}

TEST(Serve, SigtermLetsTheRequestInWorkEnd) {
  ServerProcess server({"--workers", "1"});
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  std::string large;
  while (large.size() < 900'000) large += Essay() + "\n\n";
  RawClient client(server.port());
  ASSERT_TRUE(client.Send(PostText("/v1/score", json{{"essay", large}}.dump())));
  EXPECT_EQ(Get(server.port(), "/healthz").status, 200);
  std::this_thread::sleep_for(100ms);
  server.Signal(SIGTERM);
  EXPECT_EQ(client.Read().status, 200);
  EXPECT_EQ(server.AwaitEnd(), 0) << server.Err();
}

/// A signal once left a server without work waiting for ever.
TEST(Serve, EitherSignalEndsAServerWithIdleKeptConnections) {
  for (const int number : {SIGTERM, SIGINT}) {
    ServerProcess server;
    ASSERT_TRUE(server.AwaitReady()) << server.Err();
    RawClient never(server.port()), kept(server.port());
    const auto scored = kept.Ask(PostText("/v1/score", json{{"essay", Essay()}}.dump()));
    EXPECT_EQ(scored.status, 200);
    EXPECT_EQ(scored.headers.count("connection"), 0u) << "it was to be kept";
    server.Signal(number);
    EXPECT_EQ(server.AwaitEnd(), 0) << server.Err();
    EXPECT_TRUE(kept.ClosedWithin(1s));
  }
}

TEST(Serve, ASecondSignalCutsWhatIsLeft) {
  ServerProcess server;
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  RawClient client(server.port());
  ASSERT_TRUE(client.Send("POST /v1/score HTTP/1.1\r\nHost: t\r\n"));
  EXPECT_EQ(Get(server.port(), "/healthz").status, 200);
  server.Signal(SIGINT);
  EXPECT_EQ(server.AwaitEnd(1s), -1) << "it did not wait for the request";
  server.Signal(SIGINT);
  EXPECT_EQ(server.AwaitEnd(5s), 0);
}

TEST(Serve, RefusesBadEssaysAndModels) {
  ServerProcess server;
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const std::pair<json, int> requests[] = {
      {{{"essay", ""}}, 400},
      {{{"essay", "   \n "}}, 400},
      {{{"essay", "x"}}, 400},
      {{{"essay", std::string("a\0b c", 5)}}, 400},
      {{{"essay", "control \x01 character"}}, 400},
      {{{"essay", "Это сочинение написано другим письмом, не латинским."}}, 422},
      {{{"essay", std::string(2 << 20, 'a')}}, 413},
      {{{"essay", std::string(5 << 20, 'a')}}, 413},
      {{{"model", "features"}}, 400},
      {{{"essay", "two words"}, {"model", "none such"}}, 404},
      {{{"essay", 3}}, 400},
      {"not an object", 400},
  };
  for (const auto& [body, status] : requests) {
    const auto response = PostJson(server.port(), "/v1/score", body);
    EXPECT_EQ(response.status, status) << body.dump().substr(0, 80);
    const auto problem = json::parse(response.body, nullptr, false);
    EXPECT_EQ(problem.value("status", 0), status);
    EXPECT_GT(problem.value("detail", "").size(), 10u);
  }
  RawClient client(server.port());
  EXPECT_EQ(client.Ask(PostText("/v1/score", "{\"essay\": \"not utf-8 \xff\"}")).status, 400);
  EXPECT_EQ(client.Ask(PostText("/v1/score", "essay=x")).status, 400);
  EXPECT_EQ(client.Ask(PostText("/v1/score", "{}", "text/html")).status, 415);
  EXPECT_EQ(Get(server.port(), "/v1/score").status, 405);
}

TEST(Serve, TheLogHasNoEssayText) {
  ServerProcess server({"--log-format", "json"}, {{"REDQUILL__LOG__LEVEL", "debug"}});
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const std::string secret = "Xylophonically";
  RawClient client(server.port());
  client.Ask(PostText("/v1/score", json{{"essay", secret + " plays on and on."}}.dump()));
  client.Ask(PostText("/v1/score", json{{"essay", secret}}.dump()));
  client.Ask(PostText("/v1/score", "{\"essay\": \"" + secret));
  client.Ask(PostText("/evaluate", "essay=" + secret + "%zz", "application/x-www-form-urlencoded"));
  RawClient(server.port()).Ask("GET /x?" + secret + " HTTP/1.1\r\nHost: t\r\n\r\n");
  RawClient(server.port()).Ask(secret + "\r\n\r\n");
  server.Signal(SIGTERM);
  ASSERT_EQ(server.AwaitEnd(), 0);
  EXPECT_THAT(server.Err(), Not(HasSubstr(secret)));
  int requests = 0;
  std::istringstream lines(server.Err());
  for (std::string line; std::getline(lines, line);) {
    const auto entry = json::parse(line, nullptr, false);
    ASSERT_FALSE(entry.is_discarded()) << line;
    if (entry["message"] != "request") continue;
    ++requests;
    for (const char* key : {"method", "path", "status", "ms", "bytes", "id"}) {
      EXPECT_TRUE(entry.contains(key)) << line;
    }
  }
  EXPECT_EQ(requests, 6);
}

TEST(Serve, APortInUseIsSaidAndIsTheUsersToMend) {
  ServerProcess first;
  ASSERT_TRUE(first.AwaitReady()) << first.Err();
  ServerProcess second({"--port", std::to_string(first.port())});
  EXPECT_EQ(second.AwaitEnd(), 2);
  EXPECT_THAT(second.Err(), HasSubstr("Another program listens"));
  EXPECT_THAT(second.Err(), HasSubstr("--port"));
}

TEST(Serve, SettingsComeFromFileEnvironmentAndFlags) {
  const auto file = FileWith("serve_test.toml",
                             "[server]\nmax_body_bytes = 2000\n[log]\nformat = "
                             "\"json\"\naccess = false\n");
  ServerProcess server({"--config", file}, {{"REDQUILL__SERVER__MAX_BODY_BYTES", "1500"}});
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  RawClient client(server.port());
  EXPECT_EQ(
      client.Ask(PostText("/v1/score", json{{"essay", std::string(1600, 'a')}}.dump())).status,
      413);
  EXPECT_THAT(server.Err(), HasSubstr("\"message\":\"ready\""));
  EXPECT_THAT(server.Err(), Not(HasSubstr("\"message\":\"request\"")));
}

TEST(Serve, SlowClientsGetTheConfiguredTime) {
  ServerProcess server({}, {{"REDQUILL__SERVER__HEADER_TIMEOUT_S", "0.2"}});
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  RawClient client(server.port());
  ASSERT_TRUE(client.Send("POST /v1/sco"));
  EXPECT_EQ(client.Read().status, 408);
}

TEST(Serve, BadSettingsStopTheStart) {
  const std::pair<std::vector<std::string>, const char*> starts[] = {
      {{"--config", FileWith("bad.toml", "[server]\nprot = 1\n")}, "Did you mean server.port?"},
      {{"--config", "/nonexistent.toml"}, "/nonexistent.toml"},
      {{"--port", "99999"}, "0 to 65535"},
      {{"--port", "eighty"}, "0 to 65535"},
      {{"--address", "here"}, "no IP address"},
      {{"--log-format", "xml"}, "text or json"},
      {{"--models", "/nonexistent"}, "/nonexistent"},
  };
  for (const auto& [arguments, words] : starts) {
    ServerProcess server(arguments);
    EXPECT_EQ(server.AwaitEnd(), 2) << arguments[0] << " " << arguments[1];
    EXPECT_THAT(server.Err(), HasSubstr(words));
    EXPECT_EQ(server.Out(), "");
  }
  ServerProcess unknown({}, {{"REDQUILL__SERVER__PROT", "1"}});
  EXPECT_EQ(unknown.AwaitEnd(), 2);
  EXPECT_THAT(unknown.Err(), HasSubstr("REDQUILL__SERVER__PORT"));
}

TEST(Serve, BadPackagesStopTheStart) {
  const std::string folder = testing::TempDir() + "serve_test_models";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  {
    ServerProcess server({"--models", folder});
    EXPECT_EQ(server.AwaitEnd(), 2);
    EXPECT_THAT(server.Err(), HasSubstr("no model package"));
  }
  auto bytes = ReadFile(ShippedModels() + "/features.rqm", 1 << 26).value();
  std::ofstream(folder + "/a.rqm", std::ios::binary) << bytes.substr(0, bytes.size() / 2);
  {
    ServerProcess server({"--models", folder});
    EXPECT_GT(server.AwaitEnd(), 0);
    EXPECT_THAT(server.Err(), HasSubstr("a.rqm"));
  }
  std::ofstream(folder + "/a.rqm", std::ios::binary) << bytes;
  std::ofstream(folder + "/b.rqm", std::ios::binary) << bytes;
  ServerProcess twice({"--models", folder});
  EXPECT_EQ(twice.AwaitEnd(), 2);
  EXPECT_THAT(twice.Err(), HasSubstr("b.rqm"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace redquill::http
