// `redquill serve` where essays that are scored at the same time share a run, as on a GPU.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <future>
#include <nlohmann/json.hpp>

#include "tests/http/raw_client.h"
#include "tests/http/server_process.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::http {
namespace {

using nlohmann::json;

class Batches : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "rq_batches_" + std::to_string(::getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ + "/models");
    samples::CopyCheckpoint("bert", folder_ + "/bert");
    model::ImportOptions options{.folder = folder_ + "/bert", .name = "aes"};
    options.operators = model::onnx::Operators::kStandard;
    samples::WriteTokenModel(folder_ + "/models/aes.rqm", options);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  ServerProcess::Environment Environment(const std::string& batch_tokens) const {
    return {{"REDQUILL__ENGINE__BATCH_TOKENS", batch_tokens},
            {"REDQUILL__WORKERS__COUNT", "8"},
            {"REDQUILL__CACHE__BYTES", "0"},
            {"REDQUILL__CACHE__RAW_BYTES", "0"}};
  }
  std::vector<std::string> Models() const { return {"--models", folder_ + "/models"}; }

  // From one word to more than the model reads, each another text.
  static std::string Essay(size_t i) {
    std::string text = "the garden";
    for (size_t word = 0; word < i % 9 * 3; ++word) text += word % 2 == 0 ? " and the" : " garden,";
    return text + " " + std::string(1 + i / 9, static_cast<char>('a' + i % 26));
  }
  static std::string Body(size_t i, const std::string& headers = "") {
    return PostText("/v1/score", json{{"essay", Essay(i)}}.dump(), "application/json", headers);
  }
  static double Raw(const RawResponse& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.status == 200 ? json::parse(answer.body).at("raw").get<double>() : NAN;
  }

  std::string folder_;
};

TEST_F(Batches, WhoLeavesOrIsLateDisturbsNobody) {
  constexpr size_t kEssays = 48;
  std::vector<double> alone;
  {
    ServerProcess server(Models(), Environment("0"));
    ASSERT_TRUE(server.AwaitReady()) << server.Err();
    for (size_t i = 0; i < kEssays; ++i)
      alone.push_back(Raw(RawClient(server.port()).Ask(Body(i))));
  }
  ServerProcess server(Models(), Environment("400"));
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  std::vector<std::future<void>> clients;
  for (size_t t = 0; t < 12; ++t) {
    clients.push_back(std::async(std::launch::async, [&, t] {
      for (size_t i = 0; i < kEssays; ++i) {
        const size_t essay = (i * 7 + t * 5) % kEssays;
        RawClient client(server.port());
        if (t == 0) {  // Gone at once.
          client.Send(Body(essay));
          client.Reset();
        } else if (t == 1) {
          const int status = client.Ask(Body(essay, "X-Request-Timeout-Ms: 1\r\n")).status;
          EXPECT_TRUE(status == 200 || status == 429 || status == 504) << status;
        } else {
          EXPECT_NEAR(Raw(client.Ask(Body(essay))), alone[essay], 1e-4);
        }
      }
    }));
  }
  for (auto& client : clients) client.get();
}

}  // namespace
}  // namespace redquill::http
