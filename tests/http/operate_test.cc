// What an operator does with `redquill serve`: keys, metrics, traces, other origins.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include <fstream>
#include <thread>

#include "base/file.h"
#include "tests/cli/run.h"
#include "tests/http/operating_fixture.h"
#include "tests/support/paths.h"

namespace redquill::http {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

uint16_t FreePort() {
  const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(probe, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(probe);
  return ntohs(address.sin_port);
}

const json kEssay = {{"essay", "School gardens teach patience to whoever waters them."}};

TEST_F(Operating, TheLogTellsWhoAskedAndNobodyCanMakeThatUp) {
  Put("a", 10);
  ServerProcess server(Arguments(), {{"REDQUILL__SERVER__TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8"},
                                     {"REDQUILL__LOG__FORMAT", "json"}});
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const auto ask = [&](const char* from, const std::string& path, const std::string& forwarded) {
    const auto answer =
        RawClient(server.port(), from)
            .Ask("GET " + path + " HTTP/1.1\r\nHost: t\r\nX-Request-Id: chosen\r\n" + forwarded +
                 "\r\n");
    EXPECT_EQ(answer.status, 200);
    return answer.headers.at("x-request-id");
  };
  EXPECT_EQ(ask("127.0.0.1", "/healthz?1",
                "X-Forwarded-For: 198.51.100.7, 203.0.113.9\r\nX-Forwarded-For: 10.0.0.2\r\n"),
            "chosen");
  EXPECT_NE(ask("127.0.0.2", "/healthz?2", "X-Forwarded-For: 192.0.2.1\r\n"), "chosen");
  EXPECT_EQ(ask("127.0.0.1", "/healthz?3", ""), "chosen");
  server.Signal(SIGTERM);
  EXPECT_EQ(server.AwaitEnd(), 0);
  const std::string log = server.Err();
  EXPECT_THAT(log, HasSubstr("\"from\":\"203.0.113.9\""));
  EXPECT_THAT(log, HasSubstr("\"from\":\"127.0.0.2\""));
  EXPECT_THAT(log, HasSubstr("\"from\":\"127.0.0.1\""));
  EXPECT_THAT(log, Not(HasSubstr("198.51.100.7")));
  EXPECT_THAT(log, Not(HasSubstr("192.0.2.1")));
}

TEST_F(Operating, AWrongRangeOfProxiesStopsTheStart) {
  Put("a", 10);
  ServerProcess server(Arguments(), {{"REDQUILL__SERVER__TRUSTED_PROXIES", "10.0.0.1/8"}});
  EXPECT_EQ(server.AwaitEnd(), 2);
  EXPECT_THAT(server.Err(), HasSubstr("server.trusted_proxies: '10.0.0.1/8' is no range"));
}

TEST_F(Operating, TheCacheOfARunningServerIsAskedFromTheCommandLine) {
  Put("a", 10);
  const std::string key = Issue("class", Scope::kScore), metrics = Issue("m", Scope::kReadMetrics);
  ServerProcess server(Arguments(), WithKeys());
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const std::string url = "http://127.0.0.1:" + std::to_string(server.port());
  const std::string essay = folder_ + "/essay.txt";
  ASSERT_TRUE(WriteFileAtomically(essay, kEssay["essay"].get<std::string>()));
  const auto run = [&](std::vector<std::string> arguments, const std::string& with) {
    arguments.insert(arguments.end(), {"--server", url, "--json"});
    return cli::RunProgram(arguments, {.environment = {{"REDQUILL_API_KEY", with}}});
  };
  const auto none = run({"cache", "explain", essay}, key);
  EXPECT_EQ(none.status, 0) << none.out << none.err;
  EXPECT_EQ(json::parse(none.out)["tier"], "none");
  EXPECT_EQ(Post(server.port(), "/v1/score", kEssay, key).status, 200);
  EXPECT_EQ(json::parse(run({"cache", "explain", essay}, key).out)["tier"], "exact");
  const auto stats = json::parse(run({"cache", "stats"}, metrics).out);
  EXPECT_EQ(stats["tiers"]["exact"]["entries"], 1);
  EXPECT_EQ(stats["tiers"]["output"]["entries"], 1);
  EXPECT_NE(run({"cache", "stats"}, key).status, 0);
  const auto refused = run({"cache", "explain", essay}, "wrong");
  EXPECT_NE(refused.status, 0);
  EXPECT_THAT(refused.out + refused.err, HasSubstr("REDQUILL_API_KEY"));
  EXPECT_NE(cli::RunProgram({"cache", "stats"}).status, 0) << "neither a database nor a server";
}

TEST_F(Operating, WithoutKeysScoringIsOpenAndModelsCannotBeChanged) {
  Put("a", 10);
  ServerProcess server(Arguments());
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  EXPECT_EQ(Post(server.port(), "/v1/score", kEssay).status, 200);
  EXPECT_EQ(Get(server.port(), "/metrics").status, 200);
  const auto refused = Post(server.port(), "/v1/admin/models/a", {{"action", "load"}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("redquill keys add"));
}

TEST_F(Operating, KeysOpenWhatTheirScopeSaysAndAreNeverLogged) {
  Put("a", 10);
  const auto score = Issue("grading", Scope::kScore), admin = Issue("boss", Scope::kAdmin);
  const auto metrics = Issue("prometheus", Scope::kReadMetrics);
  ServerProcess server(Arguments(), WithKeys());
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const auto port = server.port();
  EXPECT_EQ(Post(port, "/v1/score", kEssay).status, 401);
  EXPECT_EQ(Post(port, "/v1/score", kEssay, admin).status, 403);
  EXPECT_EQ(Post(port, "/v1/score", kEssay, score).status, 200);
  EXPECT_EQ(Post(port, "/v1/score", kEssay, score + "0").headers.at("www-authenticate"), "Bearer");
  EXPECT_EQ(Get(port, "/v1/models", KeyHeader(score)).status, 200);
  EXPECT_EQ(Get(port, "/metrics", KeyHeader(score)).status, 403);
  EXPECT_EQ(Get(port, "/metrics", KeyHeader(metrics)).status, 200);
  for (const char* path : {"/", "/healthz", "/readyz", "/openapi.json", "/app.js"}) {
    EXPECT_EQ(Get(port, path).status, 200) << path;
  }
  EXPECT_EQ(Post(port, "/v1/admin/models/a", {{"action", "load"}}, score).status, 403);
  EXPECT_EQ(Post(port, "/v1/admin/models/a", {{"action", "load"}}, admin).status, 200);
  server.Signal(SIGTERM);
  ASSERT_EQ(server.AwaitEnd(), 0);
  EXPECT_THAT(server.Err(), HasSubstr("client=grading"));
  for (const auto& key : {score, admin, metrics}) {
    EXPECT_THAT(server.Err(), Not(HasSubstr(key.substr(0, 12))));
  }
}

TEST_F(Operating, AKeyThatComesTooOftenWaitsAndARevokedOneIsRefusedAfterSighup) {
  Put("a", 10);
  const auto slow = Issue("slow", Scope::kScore, 1);
  ServerProcess server(Arguments(), WithKeys());
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  EXPECT_EQ(Post(server.port(), "/v1/score", kEssay, slow).status, 200);
  const auto refused = Post(server.port(), "/v1/score", kEssay, slow);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.at("retry-after"), "1");
  issued_.clear();
  const auto fresh = Issue("fresh", Scope::kScore);
  EXPECT_EQ(Post(server.port(), "/v1/score", kEssay, fresh).status, 401);
  server.Signal(SIGHUP);
  for (int i = 0; i < 200 && Post(server.port(), "/v1/score", kEssay, fresh).status != 200; ++i) {
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_EQ(Post(server.port(), "/v1/score", kEssay, fresh).status, 200);
  EXPECT_EQ(Post(server.port(), "/v1/score", kEssay, slow).status, 401);
}

TEST_F(Operating, BadKeysOrOpenScopesStopTheStart) {
  Put("a", 10);
  ServerProcess missing(Arguments(), WithKeys());
  EXPECT_EQ(missing.AwaitEnd(), 2);
  EXPECT_THAT(missing.Err(), HasSubstr("API keys"));
  Issue("a", Scope::kScore);
  for (const char* open : {"admin", "everything"}) {
    auto environment = WithKeys();
    environment["REDQUILL__AUTH__OPEN"] = open;
    ServerProcess server(Arguments(), environment);
    EXPECT_EQ(server.AwaitEnd(), 2) << open;
    EXPECT_THAT(server.Err(), HasSubstr("auth.open"));
  }
}

TEST_F(Operating, MetricsCountWhatHappenedAndPassPromtool) {
  Put("a", 10);
  ServerProcess server(Arguments());
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const auto port = server.port();
  for (int i = 0; i < 3; ++i) ASSERT_EQ(Post(port, "/v1/score", kEssay).status, 200);
  EXPECT_EQ(Post(port, "/v1/score", {{"essay", ""}}).status, 400);
  EXPECT_EQ(Get(port, "/none").status, 404);
  const auto metrics = Get(port, "/metrics");
  EXPECT_THAT(metrics.headers.at("content-type"), HasSubstr("text/plain; version=0.0.4"));
  for (const char* line : {"redquill_requests_total{route=\"/v1/score\",status=\"200\"} 3",
                           "redquill_requests_total{route=\"/v1/score\",status=\"400\"} 1",
                           "redquill_requests_total{route=\"none\",status=\"404\"} 1",
                           "redquill_refusals_total{reason=\"invalid_argument\"} 1",
                           "redquill_scores_total{cache=\"exact\",model=\"a\"} 2",
                           "redquill_scores_total{cache=\"none\",model=\"a\"} 1",
                           "redquill_stage_seconds_count{stage=\"engine\"} 1", "redquill_ready 1",
                           "redquill_score_count{model=\"a\"} 3"}) {
    EXPECT_THAT(metrics.body, HasSubstr(line));
  }
  EXPECT_THAT(metrics.body, Not(HasSubstr("gardens")));
  const std::string file = folder_ + "/metrics";
  std::ofstream(file) << metrics.body;
  const std::string promtool = "$(" + tests::SourcePath("tools/fetch-promtool") + " --where)";
  ASSERT_EQ(std::system(("test -x " + promtool).c_str()), 0) << "run tools/setup.sh";
  EXPECT_EQ(std::system((promtool + " check metrics <" + file).c_str()), 0);
}

TEST_F(Operating, TheSecondListenerTellsHowItStandsAndScoresNothing) {
  Put("a", 10);
  auto environment = WithKeys();
  environment["REDQUILL__OPS__PORT"] = "1";
  environment["REDQUILL__OPS__ADDRESS"] = "127.0.0.256";
  Issue("a", Scope::kScore);
  {
    ServerProcess server(Arguments(), environment);
    EXPECT_EQ(server.AwaitEnd(), 2);
  }
  const uint16_t port = FreePort();
  environment["REDQUILL__OPS__ADDRESS"] = "127.0.0.1";
  environment["REDQUILL__OPS__PORT"] = std::to_string(port);
  environment["REDQUILL__AUTH__OPEN"] = "read-metrics";
  ServerProcess server(Arguments(), environment);
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  EXPECT_EQ(Get(port, "/healthz").status, 200);
  EXPECT_EQ(Get(port, "/metrics").status, 200);
  EXPECT_EQ(json::parse(Get(port, "/readyz").body)["models"][0]["state"], "ready");
  EXPECT_EQ(Post(port, "/v1/score", kEssay).status, 404);
  // A stopping server says so there for as long as it answers what is in work.
  RawClient busy(server.port());
  ASSERT_TRUE(busy.Send("POST /v1/score HTTP/1.1\r\nHost: t\r\n"));
  EXPECT_EQ(Get(server.port(), "/healthz").status, 200);
  server.Signal(SIGTERM);
  for (int i = 0; i < 200 && Get(port, "/readyz").status != 503; ++i) {
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_EQ(Get(port, "/readyz").status, 503);
  EXPECT_EQ(Get(port, "/healthz").status, 200);
  server.Signal(SIGTERM);
  EXPECT_EQ(server.AwaitEnd(), 0) << server.Err();
}

TEST_F(Operating, TracesAreContinuedInTheAnswerAndTheLog) {
  Put("a", 10);
  ServerProcess server(Arguments());
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const std::string id = "0af7651916cd43dd8448eb211c80319c";
  const auto traced =
      Get(server.port(), "/healthz", "traceparent: 00-" + id + "-b7ad6b7169203331-01\r\n");
  const auto passed_on = traced.headers.at("traceparent");
  EXPECT_THAT(passed_on, testing::MatchesRegex("00-" + id + "-[0-9a-f]{16}-01"));
  EXPECT_THAT(passed_on, Not(HasSubstr("b7ad6b7169203331")));
  EXPECT_EQ(
      Get(server.port(), "/healthz", "traceparent: 00-" + id + "\r\n").headers.count("traceparent"),
      0u);
  server.Signal(SIGTERM);
  ASSERT_EQ(server.AwaitEnd(), 0);
  EXPECT_THAT(server.Err(), HasSubstr("trace=" + id));
}

TEST_F(Operating, OtherOriginsAreLetInByTheListAlone) {
  Put("a", 10);
  const std::string origin = "Origin: https://school.example\r\n";
  const std::string preflight = "OPTIONS /v1/score HTTP/1.1\r\nHost: t\r\n" + origin +
                                "Access-Control-Request-Method: POST\r\n\r\n";
  {
    ServerProcess server(Arguments());
    ASSERT_TRUE(server.AwaitReady()) << server.Err();
    const auto asked = RawClient(server.port()).Ask(preflight);
    EXPECT_EQ(asked.status, 405);
    EXPECT_EQ(asked.headers.count("access-control-allow-origin"), 0u);
    const auto answer = Get(server.port(), "/healthz", origin);
    EXPECT_EQ(answer.headers.count("access-control-allow-origin"), 0u);
    EXPECT_EQ(answer.headers.at("cross-origin-resource-policy"), "same-origin");
  }
  ServerProcess server(Arguments(), {{"REDQUILL__SERVER__CORS_ORIGINS", "https://school.example"}});
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const auto asked = RawClient(server.port()).Ask(preflight);
  EXPECT_EQ(asked.status, 204);
  EXPECT_EQ(asked.headers.at("access-control-allow-origin"), "https://school.example");
  EXPECT_THAT(asked.headers.at("access-control-allow-headers"), HasSubstr("Authorization"));
  EXPECT_EQ(Get(server.port(), "/healthz", origin).headers.at("access-control-allow-origin"),
            "https://school.example");
  EXPECT_EQ(Get(server.port(), "/healthz", "Origin: https://other.example\r\n")
                .headers.count("access-control-allow-origin"),
            0u);
  // Also a refusal can be read there.
  EXPECT_EQ(Get(server.port(), "/none", origin).headers.count("access-control-allow-origin"), 1u);
}

}  // namespace
}  // namespace redquill::http
