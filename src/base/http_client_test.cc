#include "base/http_client.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/http_stub.h"

namespace redquill {
namespace {

using testing_support::Answer;
using testing_support::HttpStub;
using testing_support::StubAnswer;
using testing_support::StubRequest;

HttpRequest To(const std::string& url) {
  HttpRequest request;
  request.url = *ParseUrl(url);
  return request;
}

TEST(HttpClient, SendsAndReceives) {
  HttpStub stub([](const StubRequest& request) {
    return Answer(201, "got " + request.method + " " + request.target + " " + request.body,
                  "X-Kind:  two words \r\nETag: \"1\"\r\n");
  });
  HttpClient client;
  HttpRequest request = To(stub.url() + "/a/../b%20c?x=%2F");
  request.method = "PUT";
  request.body = "some bytes";
  request.headers = {{"X-Mine", "1"}, {"X-Empty", ""}};
  const auto response = client.Send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "got PUT /a/../b%20c?x=%2F some bytes");
  EXPECT_EQ(response->Header("x-kind"), "two words");
  EXPECT_EQ(response->Header("etag"), "\"1\"");
  EXPECT_EQ(response->Header("x-none"), "");
  const auto sent = stub.requests().at(0).headers;
  EXPECT_EQ(sent.at("host"), request.url.authority);
  EXPECT_EQ(sent.at("x-mine"), "1");
  EXPECT_EQ(sent.count("x-empty"), 1u);
  EXPECT_EQ(sent.count("expect"), 0u);
}

TEST(HttpClient, KeepsOneConnection) {
  std::atomic<int> answers = 0;
  HttpStub stub([&](const StubRequest&) { return Answer(200, std::to_string(++answers)); });
  HttpClient client;
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(client.Send(To(stub.url()))->body, std::to_string(i));
}

TEST(HttpClient, HeadHasNoBody) {
  HttpStub stub([](const StubRequest&) {
    return StubAnswer{"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", false, false};
  });
  HttpClient client;
  HttpRequest request = To(stub.url());
  request.method = "HEAD";
  const auto response = client.Send(request);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->Header("content-length"), "5000");
}

TEST(HttpClient, GivesTheSinkGoodBodiesOnly) {
  std::atomic<int> status = 206;
  HttpStub stub([&](const StubRequest&) { return Answer(status, "body"); });
  HttpClient client;
  std::string taken;
  HttpRequest request = To(stub.url());
  request.sink = [&](std::string_view bytes) {
    taken += bytes;
    return Result<void>();
  };
  EXPECT_EQ(client.Send(request)->body, "");
  EXPECT_EQ(taken, "body");
  status = 503;
  EXPECT_EQ(client.Send(request)->body, "body");
  EXPECT_EQ(taken, "body");
  status = 200;
  request.sink = [](std::string_view) -> Result<void> { return Fail(Code::kIo, "disk full"); };
  EXPECT_EQ(client.Send(request).error().code, Code::kIo);
}

TEST(HttpClient, NamesWhatCanPass) {
  std::string url;
  {
    HttpStub stub([](const StubRequest&) { return Answer(200, ""); });
    url = stub.url();
  }
  HttpClient client;
  const auto refused = client.Send(To(url + "/secret-path"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kUnavailable);
  EXPECT_NE(refused.error().message.find(url), std::string::npos);
  EXPECT_EQ(refused.error().message.find("secret-path"), std::string::npos);

  HttpStub cutting([](const StubRequest&) {
    return StubAnswer{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", true, false};
  });
  EXPECT_EQ(client.Send(To(cutting.url())).error().code, Code::kUnavailable);
  HttpStub empty([](const StubRequest&) { return StubAnswer{"", true, false}; });
  EXPECT_EQ(client.Send(To(empty.url())).error().code, Code::kUnavailable);
  EXPECT_EQ(client.Send(To("http://no-such-host.invalid/")).error().code, Code::kUnavailable);
}

TEST(HttpClient, EndsWhatStalls) {
  HttpStub stub([](const StubRequest&) {
    return StubAnswer{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", false, true};
  });
  HttpClient client;
  HttpRequest request = To(stub.url());
  request.stall_timeout = std::chrono::seconds(1);
  EXPECT_EQ(client.Send(request).error().code, Code::kTimeout);
  request.stall_timeout = std::chrono::seconds(60);
  request.total_timeout = std::chrono::milliseconds(200);
  EXPECT_EQ(client.Send(request).error().code, Code::kTimeout);
}

TEST(HttpClient, StopsWhenAsked) {
  HttpStub stub([](const StubRequest&) {
    return StubAnswer{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", false, true};
  });
  std::atomic<bool> cancel = false;
  HttpClient client({.ca_file = {}, .use_proxy = true, .cancel = &cancel});
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    cancel = true;
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(client.Send(To(stub.url())).error().code, Code::kCancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
  later.join();
}

TEST(HttpClient, CollectsNoMoreThanAllowed) {
  HttpStub stub([](const StubRequest& request) {
    if (request.target == "/headers") {
      std::string many;
      for (int i = 0; i < 3000; ++i)
        many += "X-" + std::to_string(i) + ": 012345678901234567890\r\n";
      return Answer(200, "", many);
    }
    return Answer(200, std::string(1000, 'x'));
  });
  HttpClient client;
  HttpRequest request = To(stub.url());
  request.collect_bytes = 1000;
  EXPECT_EQ(client.Send(request)->body.size(), 1000u);
  request.collect_bytes = 999;
  EXPECT_EQ(client.Send(request).error().code, Code::kTooLarge);
  EXPECT_EQ(client.Send(To(stub.url() + "/headers")).error().code, Code::kTooLarge);
}

TEST(HttpClient, FollowsNothing) {
  HttpStub stub([](const StubRequest&) {
    return Answer(302, "", "Location: http://127.0.0.1:1/elsewhere\r\n");
  });
  HttpClient client;
  EXPECT_EQ(client.Send(To(stub.url()))->status, 302);
  EXPECT_EQ(stub.requests().size(), 1u);
}

TEST(HttpClient, RefusesForgedHeaders) {
  HttpStub stub([](const StubRequest&) { return Answer(200, ""); });
  HttpClient client;
  HttpRequest request = To(stub.url());
  request.headers = {{"X-A", "1\r\nX-B: 2"}};
  EXPECT_EQ(client.Send(request).error().code, Code::kInvalidArgument);
  EXPECT_TRUE(stub.requests().empty());
}

TEST(HttpClient, DoesNotTrustJustAnyCertificate) {
  HttpStub stub([](const StubRequest&) { return Answer(200, ""); });
  HttpClient client({.ca_file = "/nonexistent/ca.pem", .use_proxy = true, .cancel = nullptr});
  HttpRequest request = To(stub.url());
  request.url.scheme = "https";
  EXPECT_EQ(client.Send(request).error().code, Code::kUnauthenticated);
}

}  // namespace
}  // namespace redquill
