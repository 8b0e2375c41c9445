// `redquill cache` as its users meet it.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cache/answer_text.h"
#include "store/open.h"
#include "tests/cli/run.h"
#include "tests/support/databases.h"
#include "tests/support/paths.h"

namespace redquill::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Cache : public testing::Test {
 protected:
  Cache() : store_(store::StoreAt(place_).value()().value()) {
    std::ofstream(essay_) << "A school garden teaches patience. Everybody may water it.\n";
  }
  Ran Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--store", place_});
    return RunProgram(arguments);
  }
  Ran Explain(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"cache",   "explain",  essay_,
                                          "--json",  "--models", tests::SourcePath("models"),
                                          "--model", "features"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }
  void Keep(const std::string& key, const std::string& digest, store::TimeMs when) {
    scoring::Answer answer;
    answer.outputs.push_back({"holistic", 3, 3, 3, {1, 6, 1}});
    const store::CacheEntry entry{key, digest, "t", when, cache::Written(key, answer)};
    ASSERT_TRUE(store_->Keep({&entry, 1}));
  }

  const std::string folder_ = store::FreshFolder(), place_ = folder_ + "/scores.db";
  const std::string essay_ = folder_ + "/essay.txt";
  std::unique_ptr<store::Store> store_;
};

TEST_F(Cache, ExplainsWhichAnswerWouldBeGivenAndWhy) {
  const auto nothing = json::parse(Explain().out);
  EXPECT_EQ(nothing["tier"], "none");
  const std::string key = nothing["key"];
  EXPECT_NE(json::parse(Explain({"--prompt", "Gardens"}).out)["key"], key);
  Keep(key, nothing["model_digest"], store::Now() - 100'000);
  EXPECT_EQ(json::parse(Explain().out)["tier"], "exact");
  const auto old = json::parse(Explain({"--ttl", "50"}).out);
  EXPECT_EQ(old["tier"], "none");
  EXPECT_THAT(old["why"].get<std::string>(), HasSubstr("over the limit"));
  const store::CacheEntry damaged{key, "d", "t", store::Now(), "{"};
  ASSERT_TRUE(store_->Keep({&damaged, 1}));
  EXPECT_THAT(json::parse(Explain().out)["why"].get<std::string>(), HasSubstr("damaged"));
}

TEST_F(Cache, IsCountedAndCleared) {
  Keep("k1", "m1", store::Now() - 3 * 86'400'000);
  Keep("k2", "m2", store::Now());
  EXPECT_THAT(Run({"cache", "stats"}).out, HasSubstr("2 answers in the database"));
  EXPECT_THAT(Run({"cache", "stats"}).out, HasSubstr("72.0 hours old"));
  EXPECT_EQ(json::parse(Run({"cache", "clear", "--older-than-days", "2", "--json"}).out)["cleared"],
            1);
  EXPECT_EQ(json::parse(Run({"cache", "clear", "--model-digest", "m1", "--json"}).out)["cleared"],
            0);
  EXPECT_EQ(json::parse(Run({"cache", "clear", "--json"}).out)["cleared"], 1);
  const auto log = store_->Audit(0, 10).value();
  ASSERT_EQ(log.size(), 3u);
  EXPECT_EQ(log[0].event.action, "clear cache");
}

TEST_F(Cache, WithoutADatabaseSaysSo) {
  const auto ran = RunProgram({"cache", "stats", "--store", folder_ + "/none.db"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("There is no database"));
}

}  // namespace
}  // namespace redquill::cli
