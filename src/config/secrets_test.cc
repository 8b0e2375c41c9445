#include "config/secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <thread>

#include "base/file.h"
#include "config/secret_reference.h"
#include "config/secrets_manager.h"
#include "tests/support/http_stub.h"

namespace redquill::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::Answer;
using testing_support::HttpStub;
using testing_support::StubAnswer;
using testing_support::StubRequest;

constexpr char kPassword[] = "hunter2-hunter2";

TEST(SecretReference, KnowsItsForms) {
  using Place = SecretReference::Place;
  EXPECT_EQ(ParseSecretReference("env:DB_PASSWORD")->place, Place::kEnvironment);
  EXPECT_EQ(ParseSecretReference("file:/run/secrets/x:y")->name, "/run/secrets/x:y");
  EXPECT_EQ(ParseSecretReference("plain:a:b#c")->name, "a:b#c");
  const auto member = ParseSecretReference(
      "aws-sm:arn:aws:secretsmanager:eu-west-1:123456789012:secret:essays/db-AbCdEf#password");
  ASSERT_TRUE(member);
  EXPECT_EQ(member->name, "arn:aws:secretsmanager:eu-west-1:123456789012:secret:essays/db-AbCdEf");
  EXPECT_EQ(member->key, "password");
  EXPECT_EQ(Described(*member), "aws-sm:" + member->name + "#password");
  EXPECT_EQ(Described(*ParseSecretReference("plain:x")), "plain:***");
}

TEST(SecretReference, NeverRepeatsWhatItRefuses) {
  for (const std::string& text :
       {std::string(kPassword), std::string("postgres://me:") + kPassword + "@host/db",
        std::string("env:") + kPassword, std::string("file:") + kPassword,
        std::string("aws-sm:") + kPassword + " x", std::string("aws-sm:") + kPassword + "#",
        std::string("ENV:") + kPassword, std::string("env:a\0b", 7), std::string(5'000, 'x'),
        std::string(), std::string("env:"), std::string("plain:"), std::string("env"),
        std::string("aws-sm:#k")}) {
    const auto reference = ParseSecretReference(text);
    ASSERT_FALSE(reference) << text;
    EXPECT_EQ(reference.error().code, Code::kInvalidArgument);
    EXPECT_THAT(reference.error().message, HasSubstr("aws-sm:name"));
    EXPECT_THAT(reference.error().message, Not(HasSubstr("hunter2")));
  }
}

class SecretsTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "rq_secrets_" + std::to_string(::getpid());
    std::filesystem::create_directories(folder_);
    variables_ = {{"AWS_ACCESS_KEY_ID", "AK"},
                  {"AWS_SECRET_ACCESS_KEY", "SK"},
                  {"AWS_EC2_METADATA_DISABLED", "true"}};
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  SecretOptions Options() {
    SecretOptions options;
    options.environment = [this](const char* name) { return variables_[name]; };
    options.clock = [this] { return now_; };
    return options;
  }
  std::string Shown(const Result<Secret>& secret) {
    return secret ? std::string(secret->Reveal()) : "error: " + secret.error().message;
  }

  std::string folder_;
  std::map<std::string, std::string> variables_;
  std::chrono::steady_clock::time_point now_ = std::chrono::steady_clock::now();
};

TEST_F(SecretsTest, ReadsVariablesAnew) {
  Secrets secrets(Options());
  variables_["DB"] = kPassword;
  EXPECT_EQ(Shown(secrets.Resolve("env:DB")), kPassword);
  variables_["DB"] = "other";
  EXPECT_EQ(Shown(secrets.Resolve("env:DB")), "other");
  EXPECT_THAT(Shown(secrets.Resolve("env:NONE")), HasSubstr("env:NONE: the variable is not set"));
}

TEST_F(SecretsTest, ReadsFilesAnewAndWarnsOfOpenOnes) {
  Secrets secrets(Options());
  const std::string path = folder_ + "/password";
  const std::string reference = "file:" + path;
  ASSERT_TRUE(WriteFileAtomically(path, std::string(kPassword) + "\r\n"));
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  EXPECT_EQ(Shown(secrets.Resolve(reference)), kPassword);
  EXPECT_THAT(secrets.TakeWarnings(), IsEmpty());
  ASSERT_TRUE(WriteFileAtomically(path, "two\n\n"));
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  EXPECT_EQ(Shown(secrets.Resolve(reference)), "two\n");
  EXPECT_EQ(Shown(secrets.Resolve(reference)), "two\n");
  EXPECT_THAT(secrets.TakeWarnings(), ElementsAre(HasSubstr("mode 0640")));
  ASSERT_TRUE(WriteFileAtomically(path, "\n"));
  EXPECT_THAT(Shown(secrets.Resolve(reference)), HasSubstr("the file is empty"));
  EXPECT_EQ(secrets.Resolve("file:" + folder_).error().code, Code::kInvalidArgument);
  EXPECT_EQ(secrets.Resolve("file:" + path + ".none").error().code, Code::kNotFound);
}

TEST_F(SecretsTest, WarnsOfPlainOnes) {
  Secrets secrets(Options());
  EXPECT_EQ(Shown(secrets.Resolve(std::string("plain:") + kPassword)), kPassword);
  const auto warnings = secrets.TakeWarnings();
  EXPECT_THAT(warnings, ElementsAre(Not(HasSubstr("hunter2"))));
}

/// A Secrets Manager whose one secret and health a test sets.
struct Service {
  std::atomic<int> version = 1, status = 200, asked = 0;
  std::atomic<int> failures_first = 0;
  HttpStub stub{[this](const StubRequest& request) {
    ++asked;
    if (failures_first > 0) {
      --failures_first;
      return Answer(503, "");
    }
    if (status != 200) return Answer(status, R"({"__type":"x#InternalServiceError"})");
    if (request.method != "POST" || request.body != R"({"SecretId":"essays/db"})" ||
        request.headers.at("x-amz-target") != "secretsmanager.GetSecretValue" ||
        !request.headers.contains("authorization")) {
      return Answer(400, R"({"__type":"ResourceNotFoundException","message":"no"})");
    }
    const std::string v = std::to_string(version.load());
    return Answer(200, R"({"Name":"essays/db","SecretString":"{\"user\":\"u)" + v +
                           R"(\",\"password\":\")" + kPassword + v + R"(\",\"port\":5432}"})");
  }};
};

TEST_F(SecretsTest, KeepsWhatTheServiceGave) {
  Service service;
  variables_["AWS_ENDPOINT_URL"] = service.stub.url();
  Secrets secrets(Options());
  EXPECT_EQ(Shown(secrets.Resolve("aws-sm:essays/db#password")), std::string(kPassword) + "1");
  service.version = 2;
  now_ += std::chrono::seconds(299);
  EXPECT_EQ(Shown(secrets.Resolve("aws-sm:essays/db#user")), "u1");
  EXPECT_EQ(Shown(secrets.Resolve("aws-sm:essays/db#port")), "5432");
  EXPECT_EQ(service.asked, 1);
  now_ += std::chrono::seconds(1);
  EXPECT_EQ(Shown(secrets.Resolve("aws-sm:essays/db#user")), "u2");
  EXPECT_EQ(service.asked, 2);
  EXPECT_THAT(Shown(secrets.Resolve("aws-sm:essays/db")), HasSubstr("\"user\":\"u2\""));
}

TEST_F(SecretsTest, AsksAgainWhenTheSecretWasRefused) {
  Service service;
  variables_["AWS_ENDPOINT_URL"] = service.stub.url();
  Secrets secrets(Options());
  EXPECT_EQ(Shown(secrets.Resolve("aws-sm:essays/db#user")), "u1");
  service.version = 2;
  EXPECT_EQ(Shown(secrets.ResolveAgain("aws-sm:essays/db#user")), "u1");  // Just asked.
  now_ += std::chrono::seconds(11);
  EXPECT_EQ(Shown(secrets.ResolveAgain("aws-sm:essays/db#user")), "u2");
  for (int i = 0; i < 20; ++i) secrets.ResolveAgain("aws-sm:essays/db#user");
  EXPECT_EQ(service.asked, 2);
}

TEST_F(SecretsTest, LivesThroughAServiceThatIsDown) {
  Service service;
  service.failures_first = 2;
  variables_["AWS_ENDPOINT_URL"] = service.stub.url();
  Secrets secrets(Options());
  EXPECT_EQ(Shown(secrets.Resolve("aws-sm:essays/db#user")), "u1");
  EXPECT_EQ(service.asked, 3);
  service.status = 500;
  now_ += std::chrono::hours(2);
  EXPECT_EQ(Shown(secrets.Resolve("aws-sm:essays/db#user")), "u1");
  const int asked = service.asked;
  EXPECT_EQ(Shown(secrets.Resolve("aws-sm:essays/db#user")), "u1");
  EXPECT_EQ(service.asked, asked);  // Not again within ten seconds.
  EXPECT_THAT(secrets.TakeWarnings(), ElementsAre(HasSubstr("goes on being used")));
  EXPECT_EQ(Secrets(Options()).Resolve("aws-sm:essays/db#user").error().code, Code::kUnavailable);
}

TEST_F(SecretsTest, SaysWhatIsMissing) {
  Service service;
  variables_["AWS_ENDPOINT_URL"] = service.stub.url();
  Secrets secrets(Options());
  const std::string member = Shown(secrets.Resolve("aws-sm:essays/db#passwort"));
  EXPECT_THAT(member, HasSubstr("'password', 'port', 'user'"));
  EXPECT_THAT(member, Not(HasSubstr("hunter2")));
  const auto none = secrets.Resolve("aws-sm:other");
  EXPECT_EQ(none.error().code, Code::kNotFound);
  EXPECT_THAT(none.error().message, HasSubstr("aws-sm:other"));
}

TEST_F(SecretsTest, ManyThreadsAskOnce) {
  Service service;
  variables_["AWS_ENDPOINT_URL"] = service.stub.url();
  Secrets secrets(Options());
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      if (Shown(secrets.Resolve("aws-sm:essays/db#user")) == "u1") ++right;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 16);
  EXPECT_EQ(service.asked, 1);
}

TEST_F(SecretsTest, ReadsBinarySecretsAndRefusesOddAnswers) {
  std::string body;
  HttpStub stub([&](const StubRequest&) { return Answer(200, body); });
  variables_["AWS_ENDPOINT_URL"] = stub.url();
  const auto resolve = [&](const std::string& answer) {
    body = answer;
    return Shown(Secrets(Options()).Resolve("aws-sm:x"));
  };
  EXPECT_EQ(resolve(R"({"SecretBinary":"aGk="})"), "hi");
  EXPECT_EQ(resolve(R"({"SecretBinary":"AAE/"})"), std::string("\0\x01?", 3));
  EXPECT_THAT(resolve(R"({"SecretBinary":"aG"})"), HasSubstr("base64"));
  EXPECT_THAT(resolve(R"({"SecretBinary":"=a=="})"), HasSubstr("base64"));
  EXPECT_THAT(resolve(R"({"SecretString":""})"), HasSubstr("empty"));
  EXPECT_THAT(resolve("<html>"), HasSubstr("JSON object"));
}

TEST_F(SecretsTest, TellsOfAnotherRegionsSecret) {
  variables_["AWS_REGION"] = "eu-west-1";
  Secrets secrets(Options());
  EXPECT_THAT(
      Shown(secrets.Resolve("aws-sm:arn:aws:secretsmanager:us-east-2:123456789012:secret:db")),
      HasSubstr("in region 'us-east-2', but 'eu-west-1' is set"));
}

}  // namespace
}  // namespace redquill::config
