#include "scoring/service.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "scoring/calibration.h"
#include "scoring/wire.h"
#include "tests/support/paths.h"

namespace redquill::scoring {
namespace {

constexpr std::string_view kEssay =
    "Every school should let students keep a garden. In a garden, students see how food is grown, "
    "and they learn patience because a seed takes weeks to become a plant.\n\n"
    "Some people say that gardens cost too much. However, most seeds are cheap, and neighbours "
    "often give tools away. For example, our class received three spades and a wheelbarrow from a "
    "farmer who had no more use for them.\n\n"
    "In conclusion, a garden repays its small price with lessons that no book can give.";

/// The shipped models, loaded once.
class ServiceTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto loaded = Service::Load({.models_folder = tests::SourcePath("models"), .warm_up = true});
    ASSERT_TRUE(loaded) << loaded.error().message;
    service_ = std::move(*loaded);
  }
  static void TearDownTestSuite() { service_.reset(); }
  static const Service& Shipped() { return *service_; }

 private:
  static std::unique_ptr<const Service> service_;
};
std::unique_ptr<const Service> ServiceTest::service_;

TEST_F(ServiceTest, ScoresOnTheScaleWithAReceipt) {
  const auto answer = Shipped().Score({kEssay, "features", "", true});
  ASSERT_TRUE(answer) << answer.error().message;
  const auto& first = answer->outputs.front();
  EXPECT_GE(first.score, first.scale.min);
  EXPECT_LE(first.score, first.scale.max);
  EXPECT_EQ(first.score, ToScale(first.calibrated, first.scale));
  EXPECT_EQ(answer->receipt.score, first.score);
  EXPECT_EQ(answer->receipt.text_sha256.size(), 64u);
  EXPECT_EQ(answer->receipt.part, "general");
  EXPECT_FALSE(answer->influences.empty());
  EXPECT_LE(answer->influences.size(), kMostInfluences);
  EXPECT_EQ(ToJson(*answer).at("score"), static_cast<int>(first.score));
}

TEST_F(ServiceTest, ThePromptNamedDecidesThePart) {
  const auto& models = Shipped().models();
  const auto features = std::find_if(models.begin(), models.end(), [](const auto& model) {
    return model.manifest.name == "features";
  });
  ASSERT_NE(features, models.end());
  const auto& prompts = features->manifest.prompts;
  ASSERT_FALSE(prompts.empty());
  const auto known = Shipped().Score({kEssay, "features", prompts.front(), false});
  ASSERT_TRUE(known);
  EXPECT_EQ(known->receipt.part, "prompt");
  EXPECT_EQ(known->receipt.prompt, prompts.front());
  EXPECT_EQ(known->receipt.recognised, "named");
  const auto other = Shipped().Score({kEssay, "features", "School gardens", false});
  ASSERT_TRUE(other);
  EXPECT_EQ(other->receipt.part, "general");
  EXPECT_EQ(other->receipt.prompt, "");
  EXPECT_FALSE(other->notes.empty());
}

TEST_F(ServiceTest, LineEndsAndNormalFormsDoNotChangeTheScore) {
  std::string windows;
  for (const char c : kEssay) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const auto one = Shipped().Score({kEssay});
  const auto two = Shipped().Score({windows});
  ASSERT_TRUE(one && two);
  EXPECT_TRUE(Compare(one->receipt, two->receipt).empty());
}

TEST_F(ServiceTest, ManyThreadsGiveTheSameBits) {
  const auto once = Shipped().Score({kEssay});
  ASSERT_TRUE(once);
  std::vector<std::thread> threads;
  std::vector<int> differences(8, 0);
  for (size_t t = 0; t < differences.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        const auto again = Shipped().Score({kEssay, "features", "", i % 2 == 0});
        differences[t] += !again || !Compare(once->receipt, again->receipt).empty();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const int count : differences) EXPECT_EQ(count, 0);
}

TEST_F(ServiceTest, RefusesWithACodeAndAField) {
  const auto refused = [](std::string_view essay, std::string_view model) {
    const auto answer = Shipped().Score({essay, model});
    return answer ? Error{} : answer.error();
  };
  EXPECT_EQ(refused("", "features").code, Code::kInvalidArgument);
  EXPECT_EQ(refused("", "features").field, "essay");
  EXPECT_EQ(refused(" \n\t ", "features").code, Code::kInvalidArgument);
  EXPECT_EQ(refused("a", "features").code, Code::kInvalidArgument);
  EXPECT_EQ(refused("ab\xff cd", "features").code, Code::kBadEncoding);
  EXPECT_EQ(refused(std::string_view("ab\0cd ef", 8), "features").code, Code::kBadEncoding);
  EXPECT_EQ(refused("Это сочинение написано по-русски целиком.", "features").code,
            Code::kUnsupported);
  EXPECT_EQ(refused(std::string(5 << 20, 'a'), "features").code, Code::kTooLarge);
  EXPECT_EQ(refused(kEssay, "no-such-model").code, Code::kNotFound);
  EXPECT_EQ(refused(kEssay, "no-such-model").field, "model");
  EXPECT_NE(refused(kEssay, "no-such-model").message.find("features"), std::string::npos);
}

TEST_F(ServiceTest, AMissingFolderOrModelIsSaid) {
  EXPECT_EQ(Service::Load({.models_folder = "no/such/folder"}).error().code, Code::kNotFound);
  EXPECT_EQ(Service::Load({.models_folder = tests::SourcePath("models"), .only = {"absent"}})
                .error()
                .code,
            Code::kNotFound);
}

/// The shipped package twice, as two versions of one model.
Roster TwoVersions() {
  Roster roster;
  for (int i = 0; i < 2; ++i) {
    auto package = model::Package::Open(tests::SourcePath("models/features.rqm"));
    roster.models.push_back(*LoadedModel::Load(*package));
  }
  roster.names = {{"features", 0}, {"features@next", 1}, {"canary", 1}};
  return roster;
}

TEST(Roster, ADefaultAndAliasesAnswerByTheirModel) {
  const Service service(TwoVersions());
  const auto found = [&](std::string_view name) {
    return *service.Find({kEssay, name, {}, false});
  };
  EXPECT_EQ(found(""), found("default"));
  EXPECT_EQ(found(""), found("features"));
  EXPECT_EQ(found("canary"), found("features@next"));
  EXPECT_NE(found("canary"), found("features"));
  ASSERT_EQ(service.models().size(), 1u);
  EXPECT_EQ(service.models().front().aliases, (std::vector<std::string>{"default"}));
  EXPECT_EQ(service.Find({kEssay, "nobody", {}, false}).error().code, Code::kNotFound);
}

TEST(Roster, TheCanaryGetsItsShareAndAlwaysTheSameEssays) {
  Roster roster = TwoVersions();
  roster.canary = Roster::Canary{1, 0.2};
  const auto next = roster.models[1];
  const Service service(roster);
  roster.canary->share = 0.5;
  const Service wider(roster);
  int to_canary = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string essay = "Essay number " + std::to_string(i);
    const bool canary = *service.Find({essay, "", {}, false}) == next;
    to_canary += canary;
    EXPECT_EQ(*service.Find({essay, "default", {}, false}) == next, canary);
    EXPECT_NE(*service.Find({essay, "features", {}, false}), next) << "named: never the canary";
    if (canary) {
      EXPECT_EQ(*wider.Find({essay, "", {}, false}), next) << "a wider share keeps these";
    }
  }
  EXPECT_NEAR(to_canary, 400, 80);
}

}  // namespace
}  // namespace redquill::scoring
