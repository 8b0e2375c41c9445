#include "http/keeping.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "store/open.h"
#include "tests/support/databases.h"
#include "tests/support/word_counter.h"

namespace redquill::http {
namespace {

const Log kQuiet(LogForm::kText, LogLevel::kError);

std::unique_ptr<Keeping> KeepingAt(const std::string& place, bool keep_text = false) {
  config::Config config;
  config.store.place = place;
  config.store.keep_text = keep_text;
  config.store.wait_s = 5;
  return Keeping::Open(config.store, config.cache, kQuiet).value();
}

/// As a request goes: from memory, else by the model; recorded where that is wanted.
Result<Kept> Score(Keeping& keeping, const Scorer& scorer, const scoring::Request& request,
                   const Asking& asking = {}) {
  const auto model = scorer.find(request);
  if (!model) return Failure(model.error());
  const auto key = KeyFor((*model)->info, request);
  const auto known = KnownScore(&keeping, key);
  auto kept = known ? Result<Kept>(*known) : FreshScore(&keeping, **model, request, key);
  if (kept && keeping.recorder() != nullptr) Record(keeping, request, asking, *kept);
  return kept;
}

TEST(Keeping, GivesTheSameAnswerAgainAndSaysSo) {
  const auto keeping = KeepingAt("");
  const auto scorer = WordCounter();
  const auto first = Score(*keeping, *scorer, {"Gardens teach  patience.", "", ""});
  const auto again = Score(*keeping, *scorer, {"Gardens teach  patience.", "", ""});
  ASSERT_TRUE(first && again);
  EXPECT_FALSE(first->age_s);
  ASSERT_TRUE(again->age_s);
  EXPECT_LT(*again->age_s, 60);
  EXPECT_EQ(again->answer.receipt.score, first->answer.receipt.score);
  EXPECT_EQ(again->answer.timings.engine, 0);
  // Line ends and normalisation forms don't make another text; a space does.
  EXPECT_TRUE(Score(*keeping, *scorer, {"\xEF\xBB\xBFGardens teach  patience.", "", ""})->age_s);
  EXPECT_FALSE(Score(*keeping, *scorer, {"Gardens teach patience.", "", ""})->age_s);
  EXPECT_FALSE(Score(*keeping, *scorer, {"Gardens teach  patience.", "", "Gardens"})->age_s);
}

TEST(Keeping, AnotherPackageUnderTheSameNameIsScoredAnew) {
  const auto keeping = KeepingAt("");
  const auto swapped = WordCounter(std::string(64, 'b'));
  ASSERT_TRUE(Score(*keeping, *WordCounter(), {"two words", "", ""}));
  EXPECT_FALSE(Score(*keeping, *swapped, {"two words", "", ""})->age_s);
  // Its answers name another package than it declares, so they are not kept.
  EXPECT_FALSE(Score(*keeping, *swapped, {"two words", "", ""})->age_s);
}

TEST(Keeping, FindsTheAnswerInTheDatabaseAfterARestart) {
  const std::string place = store::FreshFolder() + "/scores.db";
  const scoring::Request request{"two words", "", ""};
  {
    const auto keeping = KeepingAt(place);
    ASSERT_TRUE(Score(*keeping, *WordCounter(), request));
    keeping->stored()->Flush();
  }
  const auto keeping = KeepingAt(place);
  // The first lookups may come before the database is open, and are then misses.
  for (int i = 0; i < 3000 && keeping->stored()->stats().hits == 0; ++i) {
    keeping->cache().Clear();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const auto kept = Score(*keeping, *WordCounter(), request);
    EXPECT_EQ(kept->age_s.has_value(), keeping->stored()->stats().hits > 0);
    EXPECT_EQ(kept->answer.receipt.score, 2);
  }
  EXPECT_EQ(keeping->stored()->stats().hits, 1u);
  ASSERT_TRUE(Score(*keeping, *WordCounter(), request)->age_s);
  EXPECT_EQ(keeping->stored()->stats().hits, 1u) << "memory has it now";
}

TEST(Keeping, LeavesRefusalsToTheScorer) {
  const auto keeping = KeepingAt("");
  const auto scorer = WordCounter();
  EXPECT_EQ(Score(*keeping, *scorer, {"", "", ""}).error().field, "essay");
  EXPECT_EQ(Score(*keeping, *scorer, {"a b", "none", ""}).error().field, "model");
  EXPECT_EQ(Score(*keeping, *scorer, {"a\xff b", "", ""}).error().field, "essay");
}

TEST(Keeping, RecordsEveryAnswerAndTheTextOnlyIfTold) {
  for (const bool keep_text : {false, true}) {
    const std::string place = store::FreshFolder() + "/scores.db";
    const auto keeping = KeepingAt(place, keep_text);
    std::vector<std::string> ids;
    for (int i = 0; i < 2; ++i) {
      const auto kept = Score(*keeping, *WordCounter(), {"two words", "", ""}, {"pupil 7", ""});
      ASSERT_TRUE(kept);
      EXPECT_EQ(kept->recorded, store::Recorded::kStored);
      ids.push_back(kept->record);
    }
    EXPECT_NE(ids[0], ids[1]);
    auto database = store::StoreAt(place).value()().value();
    const auto listed = database->List({.person = "pupil 7"}, {}, 10).value();
    ASSERT_EQ(listed.size(), 2u);
    EXPECT_EQ(listed[0].record.text, keep_text ? "two words" : "");
    EXPECT_EQ(listed[0].record.score, 2);
    EXPECT_EQ(store::VerifyAudit(*database, "")->fault, "");
  }
}

TEST(Keeping, UnderOneIdempotencyKeyThereIsOneRecord) {
  const std::string place = store::FreshFolder() + "/scores.db";
  const auto keeping = KeepingAt(place);
  const auto record = [&](const scoring::Request& request, const Asking& asking) {
    const auto kept = Score(*keeping, *WordCounter(), request, asking);
    EXPECT_EQ(kept->recorded, store::Recorded::kStored);
    return kept->record;
  };
  const auto first = record({"two words", "", ""}, {"pupil 7", "k1"});
  EXPECT_EQ(record({"two words", "", ""}, {"pupil 7", "k1"}), first);
  // The key alone is not enough: another person or text under it is another request.
  EXPECT_NE(record({"two words", "", ""}, {"pupil 8", "k1"}), first);
  EXPECT_NE(store::IdOf({.text_sha256 = "a"}, "k1"), store::IdOf({.text_sha256 = "b"}, "k1"));
  EXPECT_NE(record({"two words", "", ""}, {"pupil 7", "k2"}), first);
  EXPECT_NE(record({"two words", "", ""}, {"pupil 7", ""}), first);
  EXPECT_NE(record({"two words", "", ""}, {"pupil 7", "k1", "another school"}), first);
  const auto database = store::StoreAt(place).value()().value();
  const auto listed = database->List({}, {}, 10).value();
  EXPECT_EQ(listed.size(), 5u);
  EXPECT_EQ(std::count_if(listed.begin(), listed.end(),
                          [](const auto& one) { return one.record.key == "another school"; }),
            1);
}

TEST(Keeping, AnUnusableJournalIsSaidAtOnce) {
  config::Config config;
  config.store.place = "/proc/nowhere/scores.db";
  EXPECT_FALSE(Keeping::Open(config.store, config.cache, kQuiet));
}

}  // namespace
}  // namespace redquill::http
