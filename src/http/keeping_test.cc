#include "http/keeping.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "base/random.h"
#include "base/sha256.h"
#include "scoring/wire.h"
#include "store/open.h"
#include "tests/support/databases.h"
#include "tests/support/length_model.h"
#include "tests/support/recalibrated.h"
#include "tests/support/word_counter.h"
#include "text/normalize.h"

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
  const auto keys = KeysFor((*model)->info, request);
  const auto known = KnownScore(&keeping, **model, request, keys);
  auto kept = known ? Result<Kept>(*known) : FreshScore(&keeping, **model, request, keys);
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

/// Everything an answer says but how long it took.
nlohmann::json Said(const scoring::Answer& answer) {
  auto json = scoring::ToJson(answer);
  json.erase("timings");
  return json;
}

/// Models of two weights, each in four calibrations, as a server has them loaded.
struct Calibrated {
  std::shared_ptr<const scoring::LoadedModel> model;
  std::shared_ptr<Served> served;
  std::shared_ptr<int> runs = std::make_shared<int>(0);
};
std::vector<Calibrated> CalibratedModels() {
  std::vector<Calibrated> all;
  const std::string path = store::FreshFolder() + "/a.rqm";
  for (const size_t words_a_point : {5, 10}) {
    samples::WriteLengthModel(path, "a", {}, words_a_point);
    const auto plain = model::Package::Open(path).value();
    for (int i = 0; i < 4; ++i) {
      samples::WriteRecalibrated(*plain, path, {"prompt", "general"}, {1 + 0.125 * i, 0.3 - i});
      Calibrated one;
      one.model = scoring::LoadedModel::Load(model::Package::Open(path).value()).value();
      one.served = std::make_shared<Served>(Served{
          one.model->info(),
          [model = one.model, runs = one.runs](const scoring::Request& request) {
            ++*runs;
            return model->Run(request);
          },
          [model = one.model](const scoring::RawScore& raw, const scoring::Request& request) {
            return model->Calibrate(raw, request);
          }});
      all.push_back(std::move(one));
    }
  }
  return all;
}

TEST(Keeping, ANewCalibrationNeedsNoInferenceAndItsAnswerIsTheFreshOnesBitForBit) {
  const auto models = CalibratedModels();
  config::Config config;
  const auto keeping = Keeping::Open(config.store, config.cache, kQuiet).value();
  std::map<std::string, nlohmann::json> fresh;  // The reference.
  Random random(7);
  int outputs = 0, exact = 0, runs = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto& [model, served, ran] = models[random.Below(models.size())];
    const std::string essay = samples::EssayOfLength(static_cast<int>(2 + random.Below(60)));
    const scoring::Request request{essay, "", random.Below(2) == 0 ? "" : "Gardens",
                                   random.Below(4) == 0};
    const auto keys = KeysFor(served->info, request);
    auto kept = KnownScore(keeping.get(), *served, request, keys);
    const bool known = kept.has_value();
    if (!known) kept = FreshScore(keeping.get(), *served, request, keys).value();
    auto& expected = fresh[keys.answer];
    if (expected.is_null()) expected = Said(model->Score(request).value());
    ASSERT_EQ(Said(kept->answer), expected) << i << " " << kept->tier;
    outputs += known && kept->tier == "output";
    exact += known && kept->tier == "exact";
    runs += !known;
  }
  int ran = 0;
  for (const auto& one : models) ran += *one.runs;
  EXPECT_EQ(ran, runs);
  EXPECT_LE(runs, 2 * 59 * 4)
      << "once for each text, prompt, wish and weights, whatever calibration";
  EXPECT_GT(outputs, 600);
  EXPECT_GT(exact, 600);
  EXPECT_EQ(keeping->raw().stats().hits, static_cast<uint64_t>(outputs));
}

std::string Essay(int changed) {
  std::string essay;
  for (int i = 0; i < 100; ++i) essay += (i < changed ? "new" : "word") + std::to_string(i) + " ";
  return essay;
}

TEST(Keeping, ANearDuplicateIsGivenOnlyWhereConfiguredMarkedAndNeverForWhatCounts) {
  config::Config config;
  const std::string place = store::FreshFolder() + "/scores.db";
  config.store.place = place;
  config.store.wait_s = 5;
  config.cache.near_bytes = 1 << 20;
  const auto keeping = Keeping::Open(config.store, config.cache, kQuiet).value();
  const auto scorer = WordCounter();
  const auto ask = [&](Keeping& at, const std::string& essay, const Asking& asking) {
    const scoring::Request request{essay, "", ""};
    const auto model = scorer->find(request).value();
    return FreshScore(&at, *model, request, KeysFor(model->info, request), asking).value();
  };
  EXPECT_FALSE(ask(*keeping, Essay(0), {.client = "school"}).age_s);
  auto near = ask(*keeping, Essay(2), {.client = "school"});
  ASSERT_TRUE(near.age_s);
  EXPECT_EQ(near.tier, "near-duplicate");
  EXPECT_DOUBLE_EQ(near.similarity, 0.98);
  EXPECT_FALSE(ask(*keeping, Essay(2), {.client = "school", .summative = true}).age_s);
  EXPECT_FALSE(ask(*keeping, Essay(3), {.client = "college"}).age_s);
  EXPECT_FALSE(ask(*keeping, Essay(40), {.client = "school"}).age_s);
  EXPECT_FALSE(ask(*KeepingAt(""), Essay(2), {.client = "school"}).age_s);
  // The record is of the text that was asked for.
  const std::string essay = Essay(2);
  Record(*keeping, {essay, "", ""}, {.person = "pupil"}, near);
  auto database = store::StoreAt(place).value()().value();
  const auto listed = database->List({.person = "pupil"}, {}, 10).value();
  EXPECT_EQ(listed.at(0).record.text_sha256, Sha256Hex(text::Normalize(essay)->utf8()));
}

TEST(Keeping, AnEmbeddingPackageThatIsNoneStopsTheStart) {
  config::Config config;
  config.cache.semantic_model = "/nowhere/minilm.rqm";
  const auto keeping = Keeping::Open(config.store, config.cache, kQuiet);
  ASSERT_FALSE(keeping);
  EXPECT_NE(keeping.error().message.find("cache.semantic_model"), std::string::npos);
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
