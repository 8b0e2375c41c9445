#include "tests/s3/moto.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <thread>

#include "tests/support/paths.h"

namespace redquill::testing_support {
namespace {

uint16_t FreePort() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  socklen_t length = sizeof address;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
  ::close(fd);
  return ntohs(address.sin_port);
}

std::string ServerPath() {
  std::string path;
  std::FILE* pipe = ::popen(tests::SourcePath("tools/fetch-moto --where").c_str(), "r");
  for (int c; pipe != nullptr && (c = std::fgetc(pipe)) != EOF && c != '\n';) {
    path += static_cast<char>(c);
  }
  if (pipe != nullptr) ::pclose(pipe);
  return path;
}

std::string Between(const std::string& text, const std::string& open, const std::string& close) {
  const size_t from = text.find(open);
  if (from == std::string::npos) return "";
  const size_t start = from + open.size();
  return text.substr(start, text.find(close, start) - start);
}

}  // namespace

Moto* Moto::Shared() {
  static const std::unique_ptr<Moto> moto = [] {
    std::unique_ptr<Moto> made(new Moto);
    if (!made->Start() || !made->MakeUser()) made.reset();
    return made;
  }();
  return moto.get();
}

Moto::~Moto() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

std::string Moto::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

bool Moto::Start() {
  const std::string path = ServerPath();
  port_ = FreePort();
  const std::string port = std::to_string(port_);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::setenv("INITIAL_NO_AUTH_ACTION_COUNT", "3", 1);
    const int null = ::open("/dev/null", O_RDWR);
    ::dup2(null, 1);
    ::dup2(null, 2);
    ::execl(path.c_str(), path.c_str(), "-H", "127.0.0.1", "-p", port.c_str(), nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < 300; ++i) {
    HttpClient client;
    HttpRequest request;
    request.url = *ParseUrl(url() + "/moto-api/");
    if (client.Send(request)) return true;
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  std::fprintf(stderr, "%s doesn't start; run tools/setup.sh\n", path.c_str());
  return false;
}

bool Moto::MakeUser() {
  std::string answer;
  for (const char* body :
       {"Action=CreateUser&UserName=tester&Version=2010-05-08",
        "Action=PutUserPolicy&UserName=tester&PolicyName=all&Version=2010-05-08&PolicyDocument="
        "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22"
        "%2C%22Action%22%3A%5B%22s3%3A%2A%22%2C%22secretsmanager%3A%2A%22%5D%2C%22Resource%22%3A"
        "%22%2A%22%7D%5D%7D",
        "Action=CreateAccessKey&UserName=tester&Version=2010-05-08"}) {
    HttpRequest request;
    request.method = "POST";
    request.url = *ParseUrl(url() + "/");
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = body;
    answer = Send("iam", request).body;
  }
  key_ = Between(answer, "<AccessKeyId>", "</AccessKeyId>");
  secret_ = Between(answer, "<SecretAccessKey>", "</SecretAccessKey>");
  return !key_.empty() && !secret_.empty();
}

aws::Settings Moto::Settings(const std::string& endpoint) const {
  aws::Settings settings;
  settings.access_key_id = key_;
  settings.secret_access_key = Secret(secret_);
  settings.region = "us-east-1";
  settings.s3_endpoint = settings.secrets_manager_endpoint = endpoint.empty() ? url() : endpoint;
  return settings;
}

std::unique_ptr<aws::Session> Moto::Session(const std::string& endpoint) const {
  return *aws::Session::Open(Settings(endpoint));
}

HttpResponse Moto::Send(const std::string& service, HttpRequest request) const {
  auto session = Session();
  HttpClient client;
  if (auto signed_by = session->Sign(service, &request); !signed_by) {
    ADD_FAILURE() << signed_by.error().message;
    return {};
  }
  auto response = client.Send(request);
  if (!response) {
    ADD_FAILURE() << response.error().message;
    return {};
  }
  EXPECT_LT(response->status, 300) << response->body;
  return *response;
}

void Moto::MakeBucket(const std::string& name) const {
  HttpRequest request;
  request.method = "PUT";
  request.url = *ParseUrl(url() + "/" + name);
  Send("s3", request);
}

void Moto::Put(const std::string& bucket, const std::string& key, const std::string& bytes,
               const std::vector<HttpHeader>& headers) const {
  HttpRequest request;
  request.method = "PUT";
  request.url = *ParseUrl(url() + "/" + bucket + "/" + PercentEncode(key, Slash::kKeep));
  request.headers = headers;
  // libcurl's own, a form's, would have the server read the body as one.
  request.headers.push_back({"Content-Type", "application/octet-stream"});
  request.body = bytes;
  Send("s3", request);
}

void Moto::Delete(const std::string& bucket, const std::string& key) const {
  HttpRequest request;
  request.method = "DELETE";
  request.url = *ParseUrl(url() + "/" + bucket + "/" + PercentEncode(key, Slash::kKeep));
  Send("s3", request);
}

void Moto::PutSecret(const std::string& name, const std::string& value) const {
  HttpRequest request;
  request.method = "POST";
  request.url = *ParseUrl(url() + "/");
  request.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                     {"X-Amz-Target", "secretsmanager.CreateSecret"}};
  request.body = R"({"Name":")" + name + R"(","SecretString":")" + value + R"("})";
  Send("secretsmanager", request);
}

}  // namespace redquill::testing_support
