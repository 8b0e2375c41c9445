// A package of the same weights with another calibration answers from what the other's engine gave.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "scoring/loaded_model.h"
#include "scoring/wire.h"
#include "tests/support/paths.h"
#include "tests/support/recalibrated.h"

namespace redquill::scoring {
namespace {

constexpr std::string_view kEssays[] = {
    "Every town should keep its library. People who have no quiet room at home read there, and "
    "old people meet others.\n\nSome say that books are out of date. However, a library lends "
    "films and tools too, and nobody has to buy them.",
    "Two words.",
    "The bus was late again, so I walk along the river and counted boats. I think that walking is "
    "good because you see more than from a window.",
};

/// Everything an answer says but how long it took.
nlohmann::json Said(const Answer& answer) {
  auto json = ToJson(answer);
  json.erase("timings");
  return json;
}

class Recalibration : public testing::TestWithParam<const char*> {
 protected:
  Recalibration() { std::filesystem::create_directories(folder_); }
  ~Recalibration() override { std::filesystem::remove_all(folder_); }

  static std::shared_ptr<const LoadedModel> Loaded(const std::string& path) {
    return LoadedModel::Load(model::Package::Open(path).value()).value();
  }
  std::shared_ptr<const LoadedModel> With(const LoadedModel& model, Linear line) const {
    const std::string path = folder_ + "/new.rqm";
    samples::WriteRecalibrated(*model.package(), path, {"", "prompt", "general"}, line);
    return Loaded(path);
  }
  const std::string folder_ =
      testing::TempDir() + "rq_recalibration_" + std::to_string(::getpid()) + GetParam();
};

TEST_P(Recalibration, TheAnswerFromAnothersRawScoreIsTheOneOfAFreshRun) {
  const auto first = Loaded(tests::SourcePath("models/") + GetParam() + ".rqm");
  for (const Linear line : {Linear{1.25, -0.5}, Linear{0.1, 3}, Linear{1, 0}}) {
    const auto second = With(*first, line);
    ASSERT_NE(second->info().digest, first->info().digest);
    EXPECT_EQ(second->info().raw_digest, first->info().raw_digest);
    for (const auto essay : kEssays) {
      for (const bool explain : {false, true}) {
        const Request request{essay, {}, {}, explain};
        const auto raw = first->Run(request);
        ASSERT_TRUE(raw) << raw.error().message;
        EXPECT_EQ(raw->features.empty() || explain, true) << "kept for explanations alone";
        const auto answer = second->Calibrate(*raw, request);
        ASSERT_TRUE(answer) << answer.error().message;
        EXPECT_EQ(Said(*answer), Said(second->Score(request).value()));
        EXPECT_EQ(answer->outputs[0].calibrated, line(raw->output.raw[0]));
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shipped, Recalibration, testing::Values("features", "lstm"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace redquill::scoring
