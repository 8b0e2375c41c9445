// `redquill serve` with a certificate: HTTPS by a client that checks it.
#include <gmock/gmock.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/http_client.h"
#include "tests/http/operating_fixture.h"

namespace redquill::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class Tls : public Operating {
 protected:
  /// A fresh certificate for 127.0.0.1, its key beside it.
  void Certify(const std::string& name) const {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        " -subj /CN=redquill.test -addext subjectAltName=IP:127.0.0.1 -keyout " +
        folder_ + "/" + name + ".key -out " + folder_ + "/" + name + ".pem 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0) << "openssl is missing";
  }
  ServerProcess::Environment Environment(const std::string& name) const {
    return {{"REDQUILL__TLS__CERTIFICATE", folder_ + "/" + name + ".pem"},
            {"REDQUILL__TLS__KEY", folder_ + "/" + name + ".key"},
            {"REDQUILL__SERVER__HEADER_TIMEOUT_S", "0.5"}};
  }
  Result<HttpResponse> Ask(uint16_t port, const std::string& trusted, const std::string& path,
                           const std::string& body = "") const {
    HttpClient client({.ca_file = folder_ + "/" + trusted + ".pem"});
    return Send(client, port, path, body);
  }
  static Result<HttpResponse> Send(HttpClient& client, uint16_t port, const std::string& path,
                                   const std::string& body) {
    HttpRequest request;
    request.url = *ParseUrl("https://127.0.0.1:" + std::to_string(port) + path);
    if (!body.empty()) {
      request.method = "POST";
      request.headers = {{"Content-Type", "application/json"}};
      request.body = body;
    }
    return client.Send(request);
  }
  static std::string Body(const std::string& essay) {
    return nlohmann::json{{"essay", essay}}.dump();
  }
};

TEST_F(Tls, AnswersWhoChecksTheCertificateAndNobodyWithoutTls) {
  Put("a", 10);
  Certify("one");
  Certify("other");
  ServerProcess server(Arguments(), Environment("one"));
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  EXPECT_THAT(server.Out(), HasSubstr("https://127.0.0.1:"));
  const auto health = Ask(server.port(), "one", "/healthz");
  ASSERT_TRUE(health) << health.error().message;
  EXPECT_EQ(health->status, 200);
  EXPECT_EQ(health->Header("Strict-Transport-Security"), "max-age=31536000");
  EXPECT_EQ(Ask(server.port(), "one", "/v1/score", Body("A garden in school."))->status, 200);
  EXPECT_EQ(Ask(server.port(), "other", "/healthz").error().code, Code::kUnauthenticated);
  EXPECT_EQ(RawClient(server.port()).Ask("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n").status, 0);
  RawClient silent(server.port());
  EXPECT_TRUE(silent.ClosedWithin(5s));
}

TEST_F(Tls, CarriesLongBodiesAndManyClients) {
  Put("a", 10);
  Certify("one");
  ServerProcess server(Arguments(), Environment("one"));
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const std::string essay = samples::EssayOfLength(150'000);
  EXPECT_EQ(Ask(server.port(), "one", "/v1/score", Body(essay))->status, 200);
  EXPECT_EQ(Ask(server.port(), "one", "/v1/score", Body(std::string(5 << 20, 'a')))->status, 413);
  std::vector<std::thread> clients;
  for (int client = 0; client < 4; ++client) {
    clients.emplace_back([&, client] {
      HttpClient kept({.ca_file = folder_ + "/one.pem"});
      for (int i = 0; i < 40; ++i) {
        const auto body = Body(samples::EssayOfLength(20 + client) + " " + std::to_string(i));
        const auto answer = Send(kept, server.port(), "/v1/score", body);
        ASSERT_TRUE(answer) << answer.error().message;
        EXPECT_EQ(answer->status, 200);
      }
    });
  }
  for (auto& client : clients) client.join();
  server.Signal(SIGTERM);
  EXPECT_EQ(server.AwaitEnd(), 0) << server.Err();
}

TEST_F(Tls, SighupTakesANewCertificateAndNoneThatCannotBeUsed) {
  Put("a", 10);
  Certify("one");
  std::filesystem::copy(folder_ + "/one.pem", folder_ + "/first.pem");
  ServerProcess server(Arguments(), Environment("one"));
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  std::ofstream(folder_ + "/one.pem") << "no certificate";
  server.Signal(SIGHUP);
  for (int i = 0; i < 500 && server.Err().find("one of before stays") == std::string::npos; ++i) {
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_THAT(server.Err(), HasSubstr("/one.pem can"));
  EXPECT_TRUE(Ask(server.port(), "first", "/healthz"));
  Certify("one");
  server.Signal(SIGHUP);
  for (int i = 0; i < 500 && !Ask(server.port(), "one", "/healthz"); ++i) {
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_TRUE(Ask(server.port(), "one", "/healthz"));
  EXPECT_FALSE(Ask(server.port(), "first", "/healthz"));
}

TEST_F(Tls, FilesThatCannotBeUsedStopTheStart) {
  Put("a", 10);
  Certify("one");
  Certify("other");
  auto mixed = Environment("one");
  mixed["REDQUILL__TLS__KEY"] = folder_ + "/other.key";
  auto half = Environment("one");
  half.erase("REDQUILL__TLS__KEY");
  for (const auto& environment : {mixed, half, Environment("missing")}) {
    ServerProcess server(Arguments(), environment);
    EXPECT_EQ(server.AwaitEnd(), 2) << server.Err();
    EXPECT_THAT(server.Err(), HasSubstr("tls"));
  }
}

}  // namespace
}  // namespace redquill::http
