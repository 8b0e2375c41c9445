#include "model/import/outputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace redquill::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Scale kOneToSix{.min = 1, .max = 6, .step = 1};

hf::Config Head(std::vector<std::string> labels, std::string problem = "") {
  hf::Config config;
  config.classifier = true;
  config.labels = static_cast<int64_t>(labels.size());
  config.label_names = std::move(labels);
  config.problem_type = std::move(problem);
  return config;
}

std::vector<std::string> Names(const HeadOutputs& head) {
  std::vector<std::string> names;
  for (const Output& output : head.outputs) names.push_back(output.name);
  return names;
}

TEST(OutputsOf, OneLabelIsTheHolisticScore) {
  const auto head = OutputsOf(Head({"LABEL_0"}), kOneToSix, Labels::kByConfiguration);
  ASSERT_TRUE(head);
  EXPECT_THAT(Names(*head), ElementsAre("holistic"));
  EXPECT_EQ(head->outputs[0].scale, kOneToSix);
  EXPECT_TRUE(head->class_values.empty());
}

TEST(OutputsOf, ARegressionOfSeveralLabelsIsTraits) {
  const auto head =
      OutputsOf(Head({"Cohesion", "Word Choice", "\xC3\xA9", "cohesion"}, "regression"),
                {.min = 1, .max = 5, .step = 0.5}, Labels::kByConfiguration);
  ASSERT_TRUE(head) << head.error().message;
  EXPECT_THAT(Names(*head), ElementsAre("cohesion", "word-choice", "trait-3", "trait-4"));
  EXPECT_TRUE(head->class_values.empty());
}

TEST(OutputsOf, ClassesAreThePointsOfTheScale) {
  const hf::Config head = Head({"a", "b", "c", "d", "e", "f"});
  for (const Labels labels : {Labels::kByConfiguration, Labels::kClasses}) {
    const auto outputs = OutputsOf(head, kOneToSix, labels);
    ASSERT_TRUE(outputs) << outputs.error().message;
    EXPECT_THAT(Names(*outputs), ElementsAre("holistic"));
    EXPECT_THAT(outputs->class_values, ElementsAre(1, 2, 3, 4, 5, 6));
  }
  const auto half =
      OutputsOf(Head({"a", "b", "c"}), {.min = 0, .max = 1, .step = 0.5}, Labels::kByConfiguration);
  ASSERT_TRUE(half);
  EXPECT_THAT(half->class_values, ElementsAre(0, 0.5f, 1));
}

TEST(OutputsOf, SaysWhatToDoWhereLabelsFitNothing) {
  const auto five = OutputsOf(Head({"a", "b", "c", "d", "e"}), kOneToSix, Labels::kByConfiguration);
  ASSERT_FALSE(five);
  EXPECT_THAT(five.error().message, HasSubstr("5 labels, the scale 6 points"));
  EXPECT_THAT(five.error().message, HasSubstr("--labels traits"));
  const auto several = OutputsOf(Head({"a", "b"}, "multi_label_classification"), kOneToSix,
                                 Labels::kByConfiguration);
  ASSERT_FALSE(several);
  EXPECT_EQ(several.error().code, Code::kUnsupported);
  const auto many = OutputsOf(Head(std::vector<std::string>(65, "x")), kOneToSix, Labels::kTraits);
  ASSERT_FALSE(many);
  EXPECT_THAT(many.error().message, HasSubstr("65 labels"));
}

TEST(ReadScale, ReadsWhatAPersonWrites) {
  EXPECT_EQ(*ReadScale("1:6:1"), kOneToSix);
  EXPECT_EQ(*ReadScale("1:6"), kOneToSix);
  EXPECT_EQ(*ReadScale("-1:1:0.5"), (Scale{.min = -1, .max = 1, .step = 0.5}));
  for (const char* bad : {"", "1", "1:", ":6", "6:1", "1:6:0", "1:6:-1", "1:6:4", "1:6:1:1", "a:b",
                          "1:6:1 ", "1..6", "nan:6:1", "1:inf:1"}) {
    const auto scale = ReadScale(bad);
    ASSERT_FALSE(scale) << bad;
    EXPECT_EQ(scale.error().code, Code::kInvalidArgument) << bad;
    EXPECT_THAT(scale.error().message, HasSubstr("1:6:1")) << bad;
  }
}

}  // namespace
}  // namespace redquill::model
