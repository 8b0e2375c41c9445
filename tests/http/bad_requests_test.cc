// Malformed, oversized, slow and two-faced requests: each has its status, and the server goes on.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/http/transport_fixture.h"

namespace redquill::http {
namespace {

using namespace std::chrono_literals;

/// What every test ends with: somebody else is served as if nothing had been.
class BadRequests : public Transport {
 protected:
  void TearDown() override { EXPECT_EQ(Ask("GET /here HTTP/1.1\r\nHost: t\r\n\r\n").body, "here"); }
  /// Sends, expects that status as problem details, and that the connection ends after it.
  void ExpectLast(std::string_view bytes, int status) {
    RawClient client(port());
    const auto response = client.Ask(bytes);
    EXPECT_EQ(response.status, status) << bytes.substr(0, 200);
    if (response.status == 0) return;
    const auto json = nlohmann::json::parse(response.body, nullptr, false);
    EXPECT_EQ(json.value("status", 0), status) << response.body;
    client.EndSending();
    EXPECT_TRUE(client.ClosedWithin(1s)) << bytes.substr(0, 200);
  }
};

std::string Echo(std::string_view headers, std::string_view rest = "") {
  return "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\n" + std::string(headers) +
         "\r\n" + std::string(rest);
}

TEST_F(BadRequests, WhatIsNotHttp) {
  Start();
  for (const char* text :
       {"hello\r\n\r\n", "GET\r\n\r\n", "GET /here\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n",
        "GET  /here HTTP/1.1\r\nHost: t\r\n\r\n", "GET /here HTTP/1.1\r\nHost : t\r\n\r\n",
        "GET /here HTTP/1.1\r\nHost: t\r\nNo colon\r\n\r\n", "GET here HTTP/1.1\r\nHost: t\r\n\r\n",
        "G{T /here HTTP/1.1\r\nHost: t\r\n\r\n", "GET /he\x01re HTTP/1.1\r\nHost: t\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: t\r\n\r\n", "GET ftp://t/here HTTP/1.1\r\nHost: t\r\n\r\n",
        "GET /here HTTP/1.1\r\nHost: t\r\nX: a\x01b\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: t\r\n\r\n"}) {
    ExpectLast(text, 400);
  }
}

TEST_F(BadRequests, VersionsMethodsAndExpectationsItDoesNotHave) {
  Start();
  ExpectLast("GET /here HTTP/2.0\r\nHost: t\r\n\r\n", 505);
  ExpectLast("GET /here HTTP/1.2\r\nHost: t\r\n\r\n", 505);
  ExpectLast("FROB /here HTTP/1.1\r\nHost: t\r\n\r\n", 501);
  ExpectLast(Echo("Expect: the-unexpected\r\nContent-Length: 1\r\n", "x"), 417);
}

TEST_F(BadRequests, HostMustStandOnce) {
  Start();
  ExpectLast("GET /here HTTP/1.1\r\n\r\n", 400);
  ExpectLast("GET /here HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);
}

/// Bytes in which a proxy and a server could see different requests.
TEST_F(BadRequests, TwoFacedFraming) {
  Start();
  const std::string chunks = "1\r\nx\r\n0\r\n\r\n";
  const std::string hidden = "0\r\n\r\nGET /here HTTP/1.1\r\nHost: t\r\n\r\n";
  for (const char* framing : {"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n",
                              "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                              "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: gzip, chunked\r\n",
                              "Transfer-Encoding: chunked, gzip\r\n",
                              "Transfer-Encoding: xchunked\r\n",
                              "Transfer-Encoding: \"chunked\"\r\n",
                              "Transfer-Encoding:\r\n",
                              "Transfer-Encoding: identity\r\n",
                              "Transfer-Encoding : chunked\r\n",
                              "Transfer-Encoding: chunked\r\n : x\r\n",
                              "Content-Length: 1\r\nContent-Length: 2\r\n",
                              "Content-Length: 1\r\nContent-Length: 1\r\n",
                              "Content-Length: 1, 1\r\n",
                              "Content-Length: +1\r\n",
                              "Content-Length: 0x1\r\n",
                              "Content-Length: -1\r\n",
                              "Content-Length: 1, 2\r\n",
                              "Content-Length:\r\n",
                              "Content-Length: 1 1\r\n",
                              "Content-Length: 18446744073709551617\r\n"}) {
    ExpectLast(Echo(framing, chunks), 400);
    ExpectLast(Echo(framing, hidden), 400);
  }
}

TEST_F(BadRequests, TransferEncodingNeedsHttp11) {
  Start();
  ExpectLast(
      "POST /echo HTTP/1.0\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
      "1\r\nx\r\n0\r\n\r\n",
      400);
}

TEST_F(BadRequests, BareLineFeedsAreNoHeaders) {
  Start();
  ExpectLast("GET /here HTTP/1.1\r\nHost: t\n\r\n\r\n", 400);
  ExpectLast(Echo("X: a\nContent-Length: 3\r\n", "abc"), 400);
}

TEST_F(BadRequests, BrokenChunks) {
  Start();
  const char* chunked = "Transfer-Encoding: chunked\r\n";
  for (const char* body : {"x\r\n", "1\r\nab\r\n0\r\n\r\n", "-1\r\n", "10000000000000000\r\n",
                           "\r\n\r\n", "1;\"\r\nx\r\n0\r\n\r\n", "1\r\nx0\r\n\r\n\r\n"}) {
    ExpectLast(Echo(chunked, body), 400);
  }
}

TEST_F(BadRequests, TooLongHeadersAndTooMany) {
  ServerOptions options;
  options.limits.header_bytes = 4096;
  options.limits.header_fields = 20;
  Start(options);
  ExpectLast("GET /here HTTP/1.1\r\nHost: t\r\nX: " + std::string(5000, 'a') + "\r\n\r\n", 431);
  ExpectLast("GET /" + std::string(5000, 'a') + " HTTP/1.1\r\nHost: t\r\n\r\n", 431);
  std::string many = "GET /here HTTP/1.1\r\nHost: t\r\n";
  for (int i = 0; i < 20; ++i) many += "X: a\r\n";
  ExpectLast(many + "\r\n", 431);
  // Endless: refused before it ends.
  RawClient client(port());
  std::string endless = "GET /here HTTP/1.1\r\n";
  for (int i = 0; i < 2000; ++i) endless += "A: b\r\n";
  EXPECT_EQ(client.Ask(endless).status, 431);
}

TEST_F(BadRequests, TooLongBodies) {
  ServerOptions options;
  options.limits.body_bytes = 1000;
  Start(options);
  EXPECT_EQ(Ask(Echo("Content-Length: 1000\r\n", std::string(1000, 'a'))).status, 200);
  ExpectLast(Echo("Content-Length: 1001\r\n", std::string(1001, 'a')), 413);
  ExpectLast(Echo("Content-Length: 1001\r\n"), 413);  // Before any of it came.
  ExpectLast(Echo("Content-Length: 18446744073709551615\r\n"), 413);
  ExpectLast(Echo("Transfer-Encoding: chunked\r\n", "3e9\r\n" + std::string(1001, 'a')), 413);
  std::string drops;
  for (int i = 0; i < 1001; ++i) drops += "1\r\na\r\n";
  ExpectLast(Echo("Transfer-Encoding: chunked\r\n", drops), 413);
}

TEST_F(BadRequests, AnEndlessChunkExtension) {
  Start();
  const auto status =
      Ask(Echo("Transfer-Encoding: chunked\r\n", "1;" + std::string(300'000, 'a'))).status;
  EXPECT_TRUE(status == 400 || status == 431 || status == 413) << status;
}

/// A sender of five megabytes reads why it was refused, though it sends them all first.
TEST_F(BadRequests, ALongRefusedBodyDoesNotSwallowTheAnswer) {
  Start();
  RawClient client(port());
  client.Send(Echo("Content-Length: 5242880\r\n", std::string(5 << 20, 'a')));
  EXPECT_EQ(client.Read().status, 413);
}

TEST_F(BadRequests, SlowHeadersAndBodiesAre408) {
  ServerOptions options;
  options.limits.header = 150ms;
  options.limits.body = 150ms;
  Start(options);
  for (const std::string& part : {std::string("GET /he"), Echo("Content-Length: 5\r\n", "abc")}) {
    RawClient client(port());
    ASSERT_TRUE(client.Send(part));
    const auto response = client.Read();
    EXPECT_EQ(response.status, 408) << part;
    EXPECT_EQ(nlohmann::json::parse(response.body)["code"], "timeout");
  }
  // Dripping doesn't extend the time: it counts from the first byte.
  RawClient drip(port());
  const auto start = std::chrono::steady_clock::now();
  while (drip.Send("G") && std::chrono::steady_clock::now() - start < 5s) {
    if (drip.ClosedWithin(20ms) || std::chrono::steady_clock::now() - start > 300ms) break;
  }
  EXPECT_EQ(drip.Read().status, 408);
}

TEST_F(BadRequests, IdleConnectionsAreClosedWithoutAWord) {
  ServerOptions options;
  options.limits.idle = 100ms;
  Start(options);
  RawClient never(port());
  EXPECT_TRUE(never.ClosedWithin(2s));
  RawClient once(port());
  EXPECT_EQ(once.Ask("GET /here HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
  EXPECT_TRUE(once.ClosedWithin(2s));
}

TEST_F(BadRequests, AClientThatReadsNothingIsCut) {
  ServerOptions options;
  options.limits.write = 200ms;
  options.limits.linger = 100ms;
  Start(options);
  RawClient client(port());
  // Its receive buffer fills with answers it never takes; the server must not wait for ever.
  const std::string big = Echo("Content-Length: 1000000\r\n", std::string(1'000'000, 'a'));
  bool cut = false;
  for (int i = 0; i < 100 && !cut; ++i) cut = !client.Send(big);
  EXPECT_TRUE(cut);
}

TEST_F(BadRequests, ClientsThatLeave) {
  Start();
  { RawClient silent(port()); }
  for (const std::string& part : {std::string("GET /he"), Echo("Content-Length: 5\r\n", "abc"),
                                  Echo("Transfer-Encoding: chunked\r\n", "3\r\na")}) {
    { RawClient(port()).Send(part); }
    RawClient reset(port());
    reset.Send(part);
    reset.Reset();
    RawClient half(port());
    half.Send(part);
    half.EndSending();
    EXPECT_TRUE(half.ClosedWithin(2s));
  }
  // Gone while its essay is scored.
  RawClient waiting(port());
  waiting.Send(PostText("/gate", "a", "text/plain"));
  AwaitGate();
  waiting.Reset();
  Open();
}

/// `nc` and some scripts end their side as soon as they have asked.
TEST_F(BadRequests, AHalfClosedClientStillGetsItsAnswer) {
  Start();
  RawClient client(port());
  client.Send(PostText("/echo", "abc", "text/plain"));
  client.EndSending();
  EXPECT_EQ(client.Read().body, "abc");
}

TEST_F(BadRequests, ConnectionsOverTheLimitAreTurnedAway) {
  ServerOptions options;
  options.limits.connections = 2;
  Start(options);
  {
    RawClient one(port()), two(port());
    EXPECT_EQ(one.Ask("GET /here HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
    EXPECT_EQ(two.Ask("GET /here HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
    RawClient three(port());
    const auto response = three.Ask("GET /here HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.headers.at("retry-after"), "1");
  }
  // Room again once they left; the server needs a moment to see it.
  for (int i = 0; i < 200; ++i) {
    if (Ask("GET /here HTTP/1.1\r\nHost: t\r\n\r\n").status == 200) return;
    std::this_thread::sleep_for(10ms);
  }
  ADD_FAILURE() << "still turned away";
}

}  // namespace
}  // namespace redquill::http
