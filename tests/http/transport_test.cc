// What the transport does with proper clients: framing, keep-alive, headers, limits in order.
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "tests/http/transport_fixture.h"

namespace redquill::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr char kGet[] = "GET /here HTTP/1.1\r\nHost: test\r\n\r\n";

TEST_F(Transport, AnswersAndKeepsTheConnection) {
  Start();
  RawClient client(port());
  for (int i = 0; i < 3; ++i) {
    auto response = client.Ask(kGet);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "here");
  }
  EXPECT_EQ(client.Ask(PostText("/echo", "words", "text/plain")).body, "words");
}

TEST_F(Transport, EveryAnswerHasTheSafetyHeaders) {
  Start();
  for (const char* path : {"/here", "/nothing"}) {
    auto response = Ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_EQ(response.headers["x-content-type-options"], "nosniff");
    EXPECT_EQ(response.headers["referrer-policy"], "no-referrer");
    EXPECT_EQ(response.headers["cache-control"], "no-store");
    EXPECT_THAT(response.headers["content-security-policy"], HasSubstr("default-src 'none'"));
    EXPECT_THAT(response.headers["content-security-policy"], HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(response.headers["date"], HasSubstr(" GMT"));
    EXPECT_EQ(response.headers.count("access-control-allow-origin"), 0u);
  }
}

TEST_F(Transport, RequestIdsAreATrustedProxysOrFresh) {
  ServerOptions options;
  options.trusted_proxies = *AddressRanges::Parse({"127.0.0.1"});
  Start(options);
  auto given = Ask("GET /here HTTP/1.1\r\nHost: test\r\nX-Request-Id: abc.DEF-1_2\r\n\r\n");
  EXPECT_EQ(given.headers["x-request-id"], "abc.DEF-1_2");
  auto bad = Ask("GET /here HTTP/1.1\r\nHost: test\r\nX-Request-Id: a b\r\n\r\n");
  EXPECT_EQ(bad.headers["x-request-id"].size(), 16u);
  auto other = Ask(kGet);
  EXPECT_EQ(other.headers["x-request-id"].size(), 16u);
  EXPECT_NE(other.headers["x-request-id"], bad.headers["x-request-id"]);
  auto spoofed = RawClient(port(), "127.0.0.2")
                     .Ask("GET /here HTTP/1.1\r\nHost: test\r\nX-Request-Id: abc.DEF-1_2\r\n\r\n");
  EXPECT_EQ(spoofed.status, 200);
  EXPECT_EQ(spoofed.headers["x-request-id"].size(), 16u);
}

TEST_F(Transport, NobodyIsTrustedUnlessNamed) {
  Start();
  auto answer =
      Ask("GET /here HTTP/1.1\r\nHost: test\r\nX-Request-Id: mine\r\n"
          "X-Forwarded-Proto: https\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.headers["x-request-id"], "mine");
  EXPECT_EQ(answer.headers.count("strict-transport-security"), 0u);
  EXPECT_THAT(telemetry_.Text({}),
              HasSubstr("redquill_forwarded_requests_total{trusted=\"false\"} 1"));
}

// Where the server listens on IPv6, an IPv4 proxy comes as ::ffff:127.0.0.1.
TEST_F(Transport, AnIpv4ProxyIsTrustedByAnIpv6Listener) {
  ServerOptions options;
  options.address = "::";
  options.trusted_proxies = *AddressRanges::Parse({"127.0.0.1"});
  const int probe = ::socket(AF_INET6, SOCK_STREAM, 0);
  if (probe < 0) GTEST_SKIP() << "this machine has no IPv6";
  ::close(probe);
  Start(options);
  auto named = Ask("GET /here HTTP/1.1\r\nHost: test\r\nX-Request-Id: mine\r\n\r\n");
  EXPECT_EQ(named.headers["x-request-id"], "mine");
}

// A page that came to the proxy by TLS is told to stay there, though the proxy asks without.
TEST_F(Transport, ATrustedProxySaysThatTheClientCameByTls) {
  ServerOptions options;
  options.trusted_proxies = *AddressRanges::Parse({"127.0.0.1/32"});
  Start(options);
  const std::string secure = "GET /here HTTP/1.1\r\nHost: test\r\nX-Forwarded-Proto: https\r\n\r\n";
  EXPECT_EQ(Ask(secure).headers.count("strict-transport-security"), 1u);
  EXPECT_EQ(Ask(kGet).headers.count("strict-transport-security"), 0u);
  EXPECT_EQ(RawClient(port(), "127.0.0.2").Ask(secure).headers.count("strict-transport-security"),
            0u);
}

TEST_F(Transport, HeadIsGetWithoutItsBody) {
  Start();
  RawClient client(port());
  ASSERT_TRUE(client.Send("HEAD /here HTTP/1.1\r\nHost: test\r\n\r\n"));
  auto response = client.Read(true);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers["content-length"], "4");
  EXPECT_EQ(client.Ask(kGet).body, "here");  // Nothing of a body stood in between.
}

TEST_F(Transport, ConnectionCloseAndHttp10End) {
  Start();
  for (const char* text : {"GET /here HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n",
                           "GET /here HTTP/1.1\r\nHost: t\r\nConnection: x\r\nConnection: "
                           "y, Close\r\n\r\n",
                           "GET /here HTTP/1.0\r\n\r\n"}) {
    RawClient client(port());
    EXPECT_EQ(client.Ask(text).status, 200);
    EXPECT_TRUE(client.ClosedWithin(1s)) << text;
  }
  RawClient client(port());
  EXPECT_EQ(client.Ask("GET /here HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").status, 200);
  EXPECT_EQ(client.Ask(kGet).status, 200);
}

TEST_F(Transport, PipelinedRequestsAreAnsweredInOrder) {
  Start();
  RawClient client(port());
  std::string all;
  for (int i = 0; i < 20; ++i) {
    all += PostText("/echo", "essay " + std::to_string(i), "text/plain");
    all += kGet;
  }
  ASSERT_TRUE(client.Send(all));
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client.Read().body, "essay " + std::to_string(i));
    EXPECT_EQ(client.Read().body, "here");
  }
}

TEST_F(Transport, ReadsByteByByte) {
  Start();
  RawClient client(port());
  for (const char c : PostText("/echo", "slow but steady", "text/plain")) {
    ASSERT_TRUE(client.Send({&c, 1}));
  }
  EXPECT_EQ(client.Read().body, "slow but steady");
}

TEST_F(Transport, ReadsChunkedBodies) {
  Start();
  RawClient client(port());
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\n"
      "Transfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(client.Ask(head + "3\r\nabc\r\n4;note=x\r\ndefg\r\n0\r\n\r\n").body, "abcdefg");
  EXPECT_EQ(client.Ask(head + "1\r\nz\r\n0\r\nTrailer: x\r\n\r\n").body, "z");
  EXPECT_EQ(client.Ask(kGet).body, "here");
}

TEST_F(Transport, ExpectContinueIsAnsweredBeforeTheBody) {
  Start();
  RawClient client(port());
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n"
      "Expect: 100-continue\r\n\r\n";
  ASSERT_TRUE(client.Send(head));
  EXPECT_EQ(client.Read().status, 100);
  EXPECT_EQ(client.Ask("words").body, "words");
  // A client that didn't wait gets no 100.
  EXPECT_EQ(client.Ask(head + "other").body, "other");
}

TEST_F(Transport, ExpectContinueIsRefusedWithoutReadingTheBody) {
  Start();
  RawClient client(port());
  auto response = client.Ask(
      "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\nContent-Length: 99999999\r\n"
      "Expect: 100-continue\r\n\r\n");
  EXPECT_EQ(response.status, 413);
  EXPECT_TRUE(client.ClosedWithin(4s));
}

TEST_F(Transport, AbsoluteTargetsAndEncodedPathsFindTheirRoute) {
  Start();
  EXPECT_EQ(Ask("GET http://else.where/here?x=1 HTTP/1.1\r\nHost: t\r\n\r\n").body, "here");
  EXPECT_EQ(Ask("GET /%68ere HTTP/1.1\r\nHost: t\r\n\r\n").body, "here");
  EXPECT_EQ(Ask("GET /things/a%20b?x=%zz HTTP/1.1\r\nHost: t\r\n\r\n").status, 400);
  EXPECT_EQ(Ask("GET /things/a%20b HTTP/1.1\r\nHost: t\r\n\r\n").body, "/things/a b a b");
  EXPECT_EQ(Ask("GET /things/../here HTTP/1.1\r\nHost: t\r\n\r\n").status, 404);
}

TEST_F(Transport, WrongPathsAndMethodsSayWhatThereIs) {
  Start();
  auto nothing = Ask("GET /nothing HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(nothing.status, 404);
  EXPECT_EQ(nothing.headers["content-type"], "application/problem+json");
  auto json = nlohmann::json::parse(nothing.body);
  EXPECT_EQ(json["code"], "not_found");
  EXPECT_EQ(json["status"], 404);
  EXPECT_EQ(json["request_id"], nothing.headers["x-request-id"]);
  auto wrong = Ask("DELETE /here HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers["allow"], "GET, HEAD");
  auto form = Ask(PostText("/echo", "x", "application/xml"));
  EXPECT_EQ(form.status, 415);
  EXPECT_THAT(form.body, HasSubstr("text/plain"));
  EXPECT_EQ(Ask(PostText("/echo", "x", "")).status, 415);
  EXPECT_EQ(Ask(PostText("/echo", "x", "TEXT/plain ; charset=utf-8")).status, 200);
  EXPECT_EQ(Ask(PostText("/echo", "x", "text/plain", "Content-Encoding: gzip\r\n")).status, 415);
}

TEST_F(Transport, AFullQueueIs429AndTheRestStillAnswers) {
  Start({}, 1, 0);
  RawClient running(port());
  ASSERT_TRUE(running.Send(PostText("/gate", "a", "text/plain")));
  AwaitGate();
  RawClient refused(port());
  for (int i = 0; i < 3; ++i) {
    auto response = refused.Ask(PostText("/echo", "b", "text/plain"));
    EXPECT_EQ(response.status, 429);
    EXPECT_GE(std::stoi(response.headers["retry-after"]), 1);
    EXPECT_EQ(nlohmann::json::parse(response.body)["code"], "overloaded");
    EXPECT_EQ(refused.Ask(kGet).status, 200);
  }
  Open();
  EXPECT_EQ(running.Read().body, "a");
  pool_->Finish();  // The worker is surely free again, and takes nothing any more.
  EXPECT_EQ(refused.Ask(PostText("/echo", "b", "text/plain")).status, 503);
}

TEST_F(Transport, AnExceptionIsA500ThatTellsNothing) {
  Start();
  auto response = Ask("GET /throws HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(nlohmann::json::parse(response.body)["code"], "internal");
  EXPECT_EQ(response.body.find("bad_alloc"), std::string::npos);
  EXPECT_EQ(Ask(kGet).status, 200);
}

}  // namespace
}  // namespace redquill::http
