#include "http/access/gate.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/file.h"

namespace redquill::http {
namespace {

using namespace std::chrono_literals;

class Keys : public testing::Test {
 protected:
  ~Keys() override { std::filesystem::remove(file_); }

  /// Adds a key; its text.
  std::string Issue(const std::string& name, std::vector<Scope> scopes, double rate = 0) {
    auto issued = IssueKey({name, {}, std::move(scopes), rate, rate, {}}).value();
    keys_.push_back(issued.kept);
    EXPECT_TRUE(WriteKeys(file_, keys_));
    return std::string(issued.text.Reveal());
  }
  static std::vector<Header> Bearer(const std::string& key) {
    return {{"Authorization", "Bearer " + key}};
  }

  const std::string file_ = testing::TempDir() + "rq_keys_" + std::to_string(::getpid()) + ".json";
  std::vector<ApiKey> keys_;
  const sched::TimePoint now_ = sched::Clock::now();
};

TEST_F(Keys, WithoutAnyScoringIsOpenAndNobodyIsAdministrator) {
  Gate gate;
  EXPECT_EQ(gate.Admit({}, Scope::kScore, now_).value(), "");
  EXPECT_EQ(gate.Admit({}, Scope::kReadMetrics, now_).value(), "");
  EXPECT_EQ(gate.Admit({}, Scope::kAdmin, now_).error().error.code, Code::kForbidden);
  EXPECT_EQ(gate.Admit(Bearer("rq_x"), Scope::kAdmin, now_).error().error.code, Code::kForbidden);
}

TEST_F(Keys, LetInWhoHasOneWithTheScope) {
  const auto score = Issue("school", {Scope::kScore}), admin = Issue("boss", {Scope::kAdmin});
  const auto gate = Gate::Open(file_, {}).value();
  EXPECT_EQ(gate->Admit(Bearer(score), Scope::kScore, now_).value(), "school");
  EXPECT_EQ(gate->Admit({{"x-api-key", score}}, Scope::kScore, now_).value(), "school");
  EXPECT_EQ(gate->Admit({{"authorization", "bearer " + score}}, Scope::kScore, now_).value(),
            "school");
  EXPECT_EQ(gate->Admit({}, Scope::kOpen, now_).value(), "");
  EXPECT_EQ(gate->Admit(Bearer(score), Scope::kAdmin, now_).error().error.code, Code::kForbidden);
  EXPECT_EQ(gate->Admit(Bearer(admin), Scope::kScore, now_).error().error.code, Code::kForbidden);
  EXPECT_EQ(gate->Admit(Bearer(admin), Scope::kAdmin, now_).value(), "boss");
}

TEST_F(Keys, AWrongOneIsNeverTakenForNone) {
  const auto key = Issue("school", {Scope::kScore});
  const auto gate = Gate::Open(file_, {Scope::kScore}).value();
  EXPECT_EQ(gate->Admit({}, Scope::kScore, now_).value(), "") << "auth.open lets it in";
  for (const auto& headers :
       {Bearer(key + "0"), Bearer(key.substr(0, key.size() - 1)),
        std::vector<Header>{{"Authorization", "Basic " + key}}, Bearer(keys_[0].sha256)}) {
    const auto refused = gate->Admit(headers, Scope::kScore, now_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().error.code, Code::kUnauthenticated);
    EXPECT_EQ(Find(refused.error().headers, "WWW-Authenticate"), "Bearer");
    EXPECT_EQ(refused.error().error.message.find(key.substr(3, 20)), std::string::npos);
  }
  EXPECT_EQ(gate->Admit({}, Scope::kReadMetrics, now_).error().error.code, Code::kUnauthenticated);
}

TEST_F(Keys, ThatComeTooOftenWait) {
  const auto slow = Issue("slow", {Scope::kScore}, 2), fast = Issue("fast", {Scope::kScore});
  const auto gate = Gate::Open(file_, {}).value();
  EXPECT_TRUE(gate->Admit(Bearer(slow), Scope::kScore, now_));
  EXPECT_TRUE(gate->Admit(Bearer(slow), Scope::kScore, now_));
  const auto refused = gate->Admit(Bearer(slow), Scope::kScore, now_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.code, Code::kOverloaded);
  EXPECT_EQ(Find(refused.error().headers, "Retry-After"), "1");
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(gate->Admit(Bearer(fast), Scope::kScore, now_));
  ASSERT_TRUE(gate->Reload());
  EXPECT_FALSE(gate->Admit(Bearer(slow), Scope::kScore, now_)) << "a reload is no new burst";
  EXPECT_TRUE(gate->Admit(Bearer(slow), Scope::kScore, now_ + 1s));
}

TEST_F(Keys, AreReadAgainAndABadFileChangesNothing) {
  const auto old = Issue("old", {Scope::kScore});
  const auto gate = Gate::Open(file_, {}).value();
  keys_.clear();
  const auto fresh = Issue("new", {Scope::kScore});
  EXPECT_FALSE(gate->Admit(Bearer(fresh), Scope::kScore, now_));
  ASSERT_TRUE(gate->Reload());
  EXPECT_TRUE(gate->Admit(Bearer(fresh), Scope::kScore, now_));
  EXPECT_FALSE(gate->Admit(Bearer(old), Scope::kScore, now_));
  std::ofstream(file_) << "{";
  EXPECT_EQ(gate->Reload().error().code, Code::kCorrupt);
  EXPECT_TRUE(gate->Admit(Bearer(fresh), Scope::kScore, now_));
}

TEST_F(Keys, AreKeptAsHashesAlone) {
  const auto key = Issue("school", {Scope::kScore, Scope::kReadMetrics}, 5);
  EXPECT_EQ(key.size(), 67u);
  EXPECT_NE(key, Issue("other", {Scope::kScore}));
  const auto bytes = ReadFile(file_, 1 << 20).value();
  EXPECT_EQ(bytes.find(key.substr(3)), std::string::npos);
  const auto read = ReadKeys(file_).value();
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].scopes, (std::vector<Scope>{Scope::kScore, Scope::kReadMetrics}));
  EXPECT_EQ(read[0].per_second, 5);
  EXPECT_EQ(read[0].sha256, keys_[0].sha256);
}

TEST_F(Keys, AFileThatBreaksTheRulesIsRefused) {
  const std::string digest(64, 'a');
  EXPECT_EQ(ReadKeys(file_).error().code, Code::kNotFound);
  for (const std::string& text :
       {std::string(""), std::string("[]"), std::string(R"({"keys": 3})"),
        std::string(R"({"keys": [{}]})"),
        R"({"keys": [{"name": "a", "sha256": "aa", "scopes": ["score"]}]})" + std::string(),
        R"({"keys": [{"name": "a b", "sha256": ")" + digest + R"(", "scopes": ["score"]}]})",
        R"({"keys": [{"name": "a", "sha256": ")" + digest + R"(", "scopes": ["root"]}]})",
        R"({"keys": [{"name": "a", "sha256": ")" + digest + R"(", "scopes": []}]})",
        R"({"keys": [{"name": "a", "sha256": ")" + digest +
            R"(", "scopes": ["score"], "per_second": -1}]})",
        R"({"keys": [{"name": "a", "sha256": ")" + digest +
            R"(", "scopes": ["score"]}, {"name": "a", "sha256": ")" + digest +
            R"(", "scopes": ["score"]}]})"}) {
    std::ofstream(file_) << text;
    EXPECT_EQ(ReadKeys(file_).error().code, Code::kCorrupt) << text;
  }
  EXPECT_FALSE(IssueKey({"two words", {}, {Scope::kScore}, 0, 0, {}}));
  EXPECT_FALSE(IssueKey({"a", {}, {}, 0, 0, {}}));
  EXPECT_FALSE(IssueKey({"a", {}, {Scope::kScore}, -1, 0, {}}));
}

}  // namespace
}  // namespace redquill::http
