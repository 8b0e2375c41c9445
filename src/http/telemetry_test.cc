#include "http/telemetry.h"

#include <gmock/gmock.h>

#include "tests/support/word_counter.h"

namespace redquill::http {
namespace {

using testing::HasSubstr;
using testing::Not;

Kept AnswerOf(const std::string& essay) {
  return {PointsOf(CountWords({essay, {}, {}, false}).value(), {}, "counter").value(), {}, {}, {}};
}

TEST(Telemetry, CountsByRouteStatusAndReason) {
  Telemetry telemetry;
  for (int i = 0; i < 3; ++i) telemetry.Answered("/v1/score", 200, 0.004);
  telemetry.Answered("", 404, 0.001);
  telemetry.Refused(Code::kOverloaded);
  telemetry.Forwarded(false);
  for (int i = 0; i < 2; ++i) telemetry.Forwarded(true);
  const auto text = telemetry.Text({});
  EXPECT_THAT(text, HasSubstr("redquill_requests_total{route=\"/v1/score\",status=\"200\"} 3"));
  EXPECT_THAT(text, HasSubstr("redquill_requests_total{route=\"none\",status=\"404\"} 1"));
  EXPECT_THAT(text, HasSubstr("redquill_refusals_total{reason=\"overloaded\"} 1"));
  EXPECT_THAT(text, HasSubstr("redquill_forwarded_requests_total{trusted=\"false\"} 1"));
  EXPECT_THAT(text, HasSubstr("redquill_forwarded_requests_total{trusted=\"true\"} 2"));
  EXPECT_THAT(text,
              HasSubstr("redquill_request_seconds_bucket{route=\"/v1/score\",le=\"0.005\"} 3"));
  EXPECT_THAT(text, HasSubstr("redquill_ready 0"));
  EXPECT_THAT(text, HasSubstr("process_resident_memory_bytes"));
}

TEST(Telemetry, MeasuresScoresByStageAndModel) {
  Telemetry telemetry;
  auto kept = AnswerOf("four words are here");
  kept.answer.timings = {1, 2, 30, 33};
  kept.answer.tokens = 10;
  kept.answer.tokens_read = 8;
  kept.recorded = store::Recorded::kPending;
  telemetry.Scored(kept, 500);
  kept.age_s = 3;
  telemetry.Scored(kept, 0);
  const auto text = telemetry.Text({});
  EXPECT_THAT(text, HasSubstr("redquill_scores_total{cache=\"none\",model=\"counter\"} 1"));
  EXPECT_THAT(text, HasSubstr("redquill_scores_total{cache=\"exact\",model=\"counter\"} 1"));
  EXPECT_THAT(text, HasSubstr("redquill_stage_seconds_sum{stage=\"queue\"} 0.5"));
  EXPECT_THAT(text, HasSubstr("redquill_stage_seconds_count{stage=\"engine\"} 1"));
  EXPECT_THAT(text, HasSubstr("redquill_score_bucket{model=\"counter\",le=\"3\"} 0"));
  EXPECT_THAT(text, HasSubstr("redquill_score_bucket{model=\"counter\",le=\"4\"} 2"));
  EXPECT_THAT(text, HasSubstr("redquill_tokens_total{model=\"counter\",part=\"read\"} 8"));
  EXPECT_THAT(text, HasSubstr("redquill_tokens_total{model=\"counter\",part=\"left_out\"} 2"));
  EXPECT_THAT(text, HasSubstr("redquill_records_total{state=\"pending\"} 2"));
}

TEST(Telemetry, ALongScaleHasAFewWideBuckets) {
  Telemetry telemetry;
  auto kept = AnswerOf("four words are here");
  kept.answer.outputs[0].scale = {0, 60, 1};
  kept.answer.outputs[0].score = 31;
  telemetry.Scored(kept, 0);
  const auto text = telemetry.Text({});
  EXPECT_THAT(text, HasSubstr("redquill_score_bucket{model=\"counter\",le=\"30\"} 0"));
  EXPECT_THAT(text, HasSubstr("redquill_score_bucket{model=\"counter\",le=\"35\"} 1"));
  EXPECT_THAT(text, Not(HasSubstr("le=\"31\"")));
}

TEST(Telemetry, ShowsTheMomentAndForgetsTheLastOne) {
  Telemetry telemetry;
  Telemetry::Moment moment;
  moment.ready = true;
  moment.joined = 5;
  moment.load.waiting = 7;
  moment.cache = {.hits = 11, .misses = 2, .entries = 3, .bytes = 400};
  moment.models = {{"a", "1", std::string(64, 'd'), ModelState::Phase::kReady, {}, true, 0}};
  auto text = telemetry.Text(moment);
  EXPECT_THAT(text, HasSubstr("redquill_queue_jobs{state=\"waiting\"} 7"));
  EXPECT_THAT(text, HasSubstr("redquill_shared_scores_total 5"));
  EXPECT_THAT(text, HasSubstr("redquill_cache_lookups_total{result=\"hit\",tier=\"exact\"} 11"));
  EXPECT_THAT(text, HasSubstr("state=\"ready\""));
  moment.models[0].phase = ModelState::Phase::kDraining;
  text = telemetry.Text(moment);
  EXPECT_THAT(text, HasSubstr("state=\"draining\""));
  EXPECT_THAT(text, Not(HasSubstr("state=\"ready\"")));
}

}  // namespace
}  // namespace redquill::http
