// The statistics against those of scikit-learn, SciPy and RSMTool (tests/golden/metrics.json, made
// by tests/golden/make_metrics_golden.py).
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "metrics/agreement.h"
#include "metrics/prmse.h"
#include "tests/support/paths.h"

namespace redquill::metrics {
namespace {

using Json = nlohmann::json;
using Scores = std::vector<double>;
constexpr double kNear = 1e-12;

Json Golden() {
  auto bytes = ReadFile(tests::SourcePath("tests/golden/metrics.json"), 1 << 20);
  EXPECT_TRUE(bytes) << bytes.error().message;
  return Json::parse(*bytes);
}

TEST(Golden, AgreementOnAScale) {
  const Json golden = Golden();
  ASSERT_GE(golden["agreement"].size(), 6u);
  for (const Json& one : golden["agreement"]) {
    SCOPED_TRACE(one["name"].get<std::string>());
    const auto human = one["human"].get<Scores>(), system = one["system"].get<Scores>();
    EXPECT_NEAR(QuadraticWeightedKappa(human, system), one["qwk"], kNear);
    EXPECT_NEAR(QuadraticWeightedKappa(human, system), one["qwk_rsmtool"], kNear);
    EXPECT_NEAR(LinearWeightedKappa(human, system), one["linear_kappa"], kNear);
    EXPECT_NEAR(Kappa(human, system), one["kappa"], kNear);
    EXPECT_NEAR(Pearson(human, system), one["pearson"], kNear);
    EXPECT_NEAR(Spearman(human, system), one["spearman"], kNear);
    EXPECT_NEAR(Rmse(human, system), one["rmse"], kNear);
    EXPECT_NEAR(Mae(human, system), one["mae"], kNear);
    EXPECT_NEAR(StandardisedMeanDifference(human, system), one["smd_unpooled"], kNear);
    EXPECT_NEAR(StandardisedMeanDifference(human, system, SmdMethod::kPooled), one["smd_pooled"],
                kNear);
    EXPECT_NEAR(SdRatio(human, system), one["sd_ratio"], kNear);
    EXPECT_NEAR(AgreementWithin(human, system, 0), one["exact"], kNear);
    EXPECT_NEAR(AgreementWithin(human, system, one["step"]), one["adjacent"], kNear);
  }
}

TEST(Golden, UnroundedScores) {
  const Json golden = Golden();
  ASSERT_GE(golden["unrounded"].size(), 1u);
  for (const Json& one : golden["unrounded"]) {
    const auto human = one["human"].get<Scores>(), system = one["system"].get<Scores>();
    EXPECT_NEAR(QuadraticWeightedKappa(human, system), one["qwk"], kNear);
    EXPECT_NEAR(Pearson(human, system), one["pearson"], kNear);
    EXPECT_NEAR(Spearman(human, system), one["spearman"], kNear);
    EXPECT_NEAR(Rmse(human, system), one["rmse"], kNear);
    EXPECT_NEAR(StandardisedMeanDifference(human, system), one["smd_unpooled"], kNear);
  }
}

TEST(Golden, TrueScores) {
  const Json golden = Golden();
  ASSERT_GE(golden["true_scores"].size(), 3u);
  for (const Json& one : golden["true_scores"]) {
    SCOPED_TRACE(one["name"].get<std::string>());
    const Json& given = one["given_variance_of_errors"];
    const auto result = EvaluateTrueScores(
        one["human"].get<std::vector<Ratings>>(), one["system"].get<Scores>(),
        given.is_null() ? std::nullopt : std::optional<double>(given.get<double>()));
    ASSERT_TRUE(result);
    EXPECT_NEAR(result->variance_of_errors, one["variance_of_errors"], kNear);
    EXPECT_NEAR(result->true_score_variance, one["true_score_variance"], kNear);
    EXPECT_NEAR(result->mse, one["mse"], kNear);
    EXPECT_NEAR(result->prmse, one["prmse"], kNear);
  }
}

}  // namespace
}  // namespace redquill::metrics
