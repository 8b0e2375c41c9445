#include "scoring/calibration.h"

#include <gtest/gtest.h>

namespace redquill::scoring {
namespace {

TEST(Calibration, SurvivesJson) {
  Calibration calibration;
  calibration.Set("general", "holistic", {1.0 / 3, -0.1});
  const auto read = Calibration::FromJson(calibration.ToJson());
  ASSERT_TRUE(read);
  ASSERT_NE(read->Find("general", "holistic"), nullptr);
  EXPECT_EQ(read->Find("general", "holistic")->slope, 1.0 / 3);
  EXPECT_EQ(read->Find("prompt", "holistic"), nullptr);
}

TEST(Calibration, RefusesWhatWouldTurnScoresAround) {
  for (const char* bad :
       {"", "[]", R"({"version":2,"parts":{}})", R"({"version":1})",
        R"({"version":1,"parts":{"":3}})", R"({"version":1,"parts":{"":{"holistic":3}}})",
        R"({"version":1,"parts":{"":{"holistic":{"slope":0,"intercept":0}}}})",
        R"({"version":1,"parts":{"":{"holistic":{"slope":-1,"intercept":0}}}})",
        R"({"version":1,"parts":{"":{"holistic":{"slope":1e999,"intercept":0}}}})",
        R"({"version":1,"parts":{"":{"holistic":{"slope":1}}}})"}) {
    const auto read = Calibration::FromJson(bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, Code::kCorrupt) << bad;
  }
}

TEST(ToScale, ClampsAndRoundsHalfUp) {
  const model::Scale whole{1, 6, 1};
  EXPECT_EQ(ToScale(-4, whole), 1);
  EXPECT_EQ(ToScale(3.4999, whole), 3);
  EXPECT_EQ(ToScale(3.5, whole), 4);
  EXPECT_EQ(ToScale(99, whole), 6);
}

TEST(ToScale, KeepsToHalfSteps) {
  const model::Scale halves{1, 5, 0.5};
  EXPECT_EQ(ToScale(2.74, halves), 2.5);
  EXPECT_EQ(ToScale(2.75, halves), 3);
  EXPECT_EQ(ToScale(5.2, halves), 5);
}

}  // namespace
}  // namespace redquill::scoring
