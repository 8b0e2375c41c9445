#include "base/aws/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "base/file.h"
#include "tests/support/http_stub.h"

namespace redquill::aws {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::Answer;
using testing_support::HttpStub;
using testing_support::StubAnswer;
using testing_support::StubRequest;

constexpr char kSecret[] = "a-secret-that-no-message-may-hold";

class SessionTest : public testing::Test {
 protected:
  void SetUp() override {
    home_ = testing::TempDir() + "rq_session_" + std::to_string(::getpid());
    std::filesystem::create_directories(home_ + "/.aws");
    variables_ = {
        {"HOME", home_}, {"AWS_EC2_METADATA_DISABLED", "true"}, {"AWS_REGION", "eu-north-1"}};
  }
  void TearDown() override { std::filesystem::remove_all(home_); }

  void Write(const std::string& file, const std::string& text, mode_t mode = 0600) {
    ASSERT_TRUE(WriteFileAtomically(home_ + "/.aws/" + file, text));
    ASSERT_EQ(::chmod((home_ + "/.aws/" + file).c_str(), mode), 0);
  }

  Result<std::unique_ptr<Session>> Open(Settings settings = {}) {
    return Session::Open(
        std::move(settings),
        [this](const char* name) {
          const auto at = variables_.find(name);
          return at == variables_.end() ? "" : at->second;
        },
        [this] { return now_; });
  }

  /// The access key that a session signs with, or its error's message.
  static std::string Key(Session* session, int* serial = nullptr) {
    HttpRequest request;
    request.url = *ParseUrl("https://example.amazonaws.com/");
    const auto signed_by = session->Sign("s3", &request);
    if (!signed_by) return signed_by.error().message;
    if (serial != nullptr) *serial = *signed_by;
    for (const HttpHeader& header : request.headers) {
      if (header.name != "Authorization") continue;
      const size_t from = header.value.find("Credential=") + 11;
      return header.value.substr(from, header.value.find('/', from) - from);
    }
    return "unsigned";
  }
  std::string Key(Settings settings = {}) {
    auto session = Open(std::move(settings));
    return session ? Key(session->get()) : session.error().message;
  }

  std::string home_;
  std::map<std::string, std::string> variables_;
  Time now_ = *ParseTimestamp("2026-01-01T00:00:00Z");
};

Settings Configured() {
  Settings settings;
  settings.access_key_id = "AKCONFIG";
  settings.secret_access_key = Secret(kSecret);
  return settings;
}

std::string RoleJson(const std::string& id, const std::string& expires) {
  return R"({"Code":"Success","Type":"AWS-HMAC","AccessKeyId":")" + id +
         R"(","SecretAccessKey":")" + kSecret + R"(","Token":"tok","Expiration":")" + expires +
         "\"}";
}

TEST_F(SessionTest, LooksInOrder) {
  Write("credentials", std::string("[default]\naws_access_key_id = AKFILE\n"
                                   "aws_secret_access_key = ") +
                           kSecret + "\n");
  HttpStub container(
      [](const StubRequest&) { return Answer(200, RoleJson("AKTASK", "2026-01-01T06:00:00Z")); });
  variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = container.url() + "/creds";
  variables_["AWS_ACCESS_KEY_ID"] = "AKENV";
  variables_["AWS_SECRET_ACCESS_KEY"] = kSecret;
  EXPECT_EQ(Key(Configured()), "AKCONFIG");
  EXPECT_EQ(Key(), "AKENV");
  variables_.erase("AWS_ACCESS_KEY_ID");
  EXPECT_THAT(Key(), HasSubstr("only one is set"));
  variables_.erase("AWS_SECRET_ACCESS_KEY");
  EXPECT_EQ(Key(), "AKFILE");
  std::filesystem::remove(home_ + "/.aws/credentials");
  EXPECT_EQ(Key(), "AKTASK");
  variables_.erase("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  const std::string none = Key();
  EXPECT_THAT(none, HasSubstr("no AWS credentials found"));
  EXPECT_THAT(none, HasSubstr("AWS_EC2_METADATA_DISABLED"));
}

TEST_F(SessionTest, AConfiguredProfileComesBeforeTheEnvironment) {
  Write("credentials", std::string("[a]\naws_access_key_id=AKA\naws_secret_access_key=") + kSecret +
                           "\n[b]\naws_access_key_id=AKB\naws_secret_access_key=" + kSecret);
  variables_["AWS_ACCESS_KEY_ID"] = "AKENV";
  variables_["AWS_SECRET_ACCESS_KEY"] = kSecret;
  Settings settings;
  settings.profile = "b";
  EXPECT_EQ(Key(std::move(settings)), "AKB");
  variables_["AWS_PROFILE"] = "a";
  EXPECT_EQ(Key(), "AKENV");
  variables_.erase("AWS_ACCESS_KEY_ID");
  variables_.erase("AWS_SECRET_ACCESS_KEY");
  EXPECT_EQ(Key(), "AKA");
  variables_["AWS_PROFILE"] = "c";
  EXPECT_THAT(Key(), HasSubstr("no profile 'c'"));
}

TEST_F(SessionTest, ReadsTheConfigFileToo) {
  variables_.erase("AWS_REGION");
  variables_["AWS_PROFILE"] = "a";
  Write("config", std::string("[profile a]\nregion = ap-south-1\nendpoint_url = http://[::1]:9000\n"
                              "aws_access_key_id = AKCONF # old\naws_secret_access_key = ") +
                      kSecret + "\n[a]\nregion = wrong\n");
  auto session = Open();
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(Key(session->get()), "AKCONF");
  EXPECT_EQ(*(*session)->Region("s3"), "ap-south-1");
  EXPECT_EQ((*session)->Endpoint("s3")->authority, "[::1]:9000");
  EXPECT_TRUE((*session)->HasOwnEndpoint("s3"));
}

TEST_F(SessionTest, SaysWhichProfileItCantUse) {
  Write("config", "[default]\nsso_session = corp\nsso_account_id = 1\n");
  EXPECT_THAT(Key(), HasSubstr("sso_session"));
  Write("config", std::string("[default]\naws_secret_access_key = ") + kSecret);
  const std::string message = Key();
  EXPECT_THAT(message, HasSubstr("without the other"));
  EXPECT_THAT(message, Not(HasSubstr(kSecret)));
}

TEST_F(SessionTest, WarnsOfAnOpenCredentialsFile) {
  Write("credentials",
        std::string("[default]\naws_access_key_id=A\naws_secret_access_key=") + kSecret, 0644);
  EXPECT_THAT((*Open())->warnings(), testing::ElementsAre(HasSubstr("chmod 600")));
  Write("credentials",
        std::string("[default]\naws_access_key_id=A\naws_secret_access_key=") + kSecret);
  EXPECT_TRUE((*Open())->warnings().empty());
}

TEST_F(SessionTest, KnowsEndpointsAndRegions) {
  auto session = Open();
  EXPECT_EQ((*session)->Endpoint("s3")->Text(), "https://s3.eu-north-1.amazonaws.com/");
  EXPECT_EQ((*session)->Endpoint("secretsmanager")->authority,
            "secretsmanager.eu-north-1.amazonaws.com");
  EXPECT_FALSE((*session)->HasOwnEndpoint("s3"));
  variables_["AWS_REGION"] = "cn-north-1";
  EXPECT_EQ((*Open())->Endpoint("s3")->authority, "s3.cn-north-1.amazonaws.com.cn");
  variables_.erase("AWS_REGION");
  EXPECT_THAT((*Open())->Region("s3").error().message, HasSubstr("AWS_REGION"));
  variables_["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
  EXPECT_EQ(*(*Open())->Region("s3"), "us-east-1");
  variables_["AWS_ENDPOINT_URL_S3"] = "http://127.0.0.1:2";
  EXPECT_EQ((*Open())->Endpoint("s3")->authority, "127.0.0.1:2");
  EXPECT_EQ((*Open())->Endpoint("secretsmanager")->authority, "127.0.0.1:1");
  variables_["AWS_ENDPOINT_URL_S3"] = "127.0.0.1";
  EXPECT_THAT(Open().error().message, HasSubstr("http://"));
}

TEST_F(SessionTest, RefusesHalfASetting) {
  Settings settings = Configured();
  settings.secret_access_key = Secret();
  EXPECT_EQ(Open(std::move(settings)).error().code, Code::kInvalidArgument);
  settings = Configured();
  settings.anonymous = true;
  EXPECT_EQ(Open(std::move(settings)).error().code, Code::kInvalidArgument);
  settings = {};
  settings.anonymous = true;
  EXPECT_EQ(Key(std::move(settings)), "unsigned");
}

/// Stands in for an instance's metadata service, and insists on version 2's token.
StubAnswer Metadata(const StubRequest& request, const std::string& key,
                    const std::string& expires) {
  if (request.target == "/latest/api/token") {
    const bool right =
        request.method == "PUT" && request.headers.contains("x-aws-ec2-metadata-token-ttl-seconds");
    return right ? Answer(200, "session-token") : Answer(400, "");
  }
  const auto token = request.headers.find("x-aws-ec2-metadata-token");
  if (token == request.headers.end() || token->second != "session-token") return Answer(401, "");
  if (request.target == "/latest/meta-data/iam/security-credentials/")
    return Answer(200, "my role");
  if (request.target == "/latest/meta-data/iam/security-credentials/my%20role") {
    return Answer(200, RoleJson(key, expires));
  }
  if (request.target == "/latest/meta-data/placement/region") return Answer(200, "us-west-2");
  return Answer(404, "");
}

TEST_F(SessionTest, UsesTheInstancesRole) {
  HttpStub stub([](const StubRequest& r) { return Metadata(r, "AKROLE", "2026-01-01T06:00:00Z"); });
  variables_.erase("AWS_EC2_METADATA_DISABLED");
  variables_.erase("AWS_REGION");
  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = stub.url() + "/";
  variables_["http_proxy"] = "http://127.0.0.1:1";
  auto session = Open();
  EXPECT_EQ(Key(session->get()), "AKROLE");
  EXPECT_EQ(*(*session)->Region("s3"), "us-west-2");
  EXPECT_THAT((*session)->origin(), HasSubstr("my role"));
}

TEST_F(SessionTest, RenewsFiveMinutesBeforeTheEnd) {
  std::atomic<int> fetched = 0;
  std::atomic<bool> broken = false;
  HttpStub stub([&](const StubRequest& r) {
    if (broken) return Answer(500, "");
    if (r.target.ends_with("role")) ++fetched;
    return Metadata(r, "AKROLE" + std::to_string(fetched.load()),
                    fetched == 1 ? "2026-01-01T01:00:00Z" : "2026-01-01T09:00:00Z");
  });
  variables_.erase("AWS_EC2_METADATA_DISABLED");
  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = stub.url();
  auto session = Open();
  EXPECT_EQ(Key(session->get()), "AKROLE1");
  now_ += std::chrono::minutes(54);
  EXPECT_EQ(Key(session->get()), "AKROLE1");
  broken = true;
  now_ += std::chrono::minutes(2);
  EXPECT_EQ(Key(session->get()), "AKROLE1");  // Refused to us, but what we have still holds.
  broken = false;
  now_ += std::chrono::minutes(1);
  EXPECT_EQ(Key(session->get()), "AKROLE2");
  EXPECT_EQ(fetched, 2);
}

TEST_F(SessionTest, RenewsWhatWasRefusedOnce) {
  std::atomic<int> fetched = 0;
  HttpStub stub([&](const StubRequest&) {
    return Answer(200, RoleJson("AKTASK" + std::to_string(++fetched), "2026-01-01T06:00:00Z"));
  });
  variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = stub.url();
  auto session = Open();
  int serial = 0;
  EXPECT_EQ(Key(session->get(), &serial), "AKTASK1");
  EXPECT_TRUE((*session)->Renew(serial));
  EXPECT_TRUE((*session)->Renew(serial));
  int second = 0;
  EXPECT_EQ(Key(session->get(), &second), "AKTASK2");
  EXPECT_TRUE((*session)->Renew(serial));  // A thread that was refused with the first ones.
  EXPECT_EQ(Key(session->get()), "AKTASK2");
  auto fixed = Open(Configured());
  EXPECT_EQ(Key(fixed->get(), &serial), "AKCONFIG");
  EXPECT_FALSE((*fixed)->Renew(serial));
}

TEST_F(SessionTest, ReadsAFileAgainThatWasRewritten) {
  const std::string rest = std::string("\naws_secret_access_key = ") + kSecret + "\n";
  Write("credentials", "[default]\naws_access_key_id = AK1" + rest);
  auto session = Open();
  int serial = 0;
  EXPECT_EQ(Key(session->get(), &serial), "AK1");
  Write("credentials", "[default]\naws_access_key_id = AK2" + rest);
  EXPECT_EQ(Key(session->get()), "AK1");
  EXPECT_TRUE((*session)->Renew(serial));
  EXPECT_EQ(Key(session->get()), "AK2");
}

TEST_F(SessionTest, SendsAContainersToken) {
  HttpStub stub([](const StubRequest& r) {
    const auto token = r.headers.find("authorization");
    if (token == r.headers.end() || token->second != "pod token") return Answer(401, "");
    return Answer(200, RoleJson("AKPOD", "2026-01-01T06:00:00.000Z"));
  });
  variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = stub.url() + "/v1/credentials";
  EXPECT_THAT(Key(), HasSubstr("status 401"));
  variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "pod token";
  EXPECT_EQ(Key(), "AKPOD");
  variables_.erase("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  Write("token", "pod token\n");
  variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = home_ + "/.aws/token";
  EXPECT_EQ(Key(), "AKPOD");
}

TEST_F(SessionTest, FetchesCredentialsInTheClearFromNearOnly) {
  for (const char* far :
       {"http://example.com/creds", "http://10.0.0.1/", "http://169.254.170.20/"}) {
    variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = far;
    EXPECT_THAT(Key(), HasSubstr("plain HTTP")) << far;
  }
}

TEST_F(SessionTest, SaysWhatIsWrongWithARolesAnswer) {
  std::string body;
  HttpStub stub([&](const StubRequest&) { return Answer(200, body); });
  variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = stub.url();
  for (const std::string& bad :
       {std::string("<html>"), std::string("[]"), std::string("{}"),
        std::string(R"({"AccessKeyId":"A","SecretAccessKey":""})"), RoleJson("A", "tomorrow"),
        std::string(R"({"Code":"AssumeRoleUnauthorizedAccess"})")}) {
    body = bad;
    const std::string message = Key();
    EXPECT_THAT(message, HasSubstr("container's role")) << bad;
    EXPECT_THAT(message, Not(HasSubstr(kSecret)));
  }
}

}  // namespace
}  // namespace redquill::aws
