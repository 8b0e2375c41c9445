#include <nlohmann/json.hpp>

#include "metrics/evaluation.h"

namespace redquill::metrics {
namespace {

using Json = nlohmann::json;

// NaN is null in nlohmann's output already; infinities don't occur.
Json ToJson(const Agreement& a) {
  return {{"n", a.n},
          {"qwk", a.qwk},
          {"linear_kappa", a.linear_kappa},
          {"kappa", a.kappa},
          {"pearson", a.pearson},
          {"spearman", a.spearman},
          {"pearson_raw", a.pearson_raw},
          {"rmse", a.rmse},
          {"rmse_raw", a.rmse_raw},
          {"mae", a.mae},
          {"smd", a.smd},
          {"sd_ratio", a.sd_ratio},
          {"exact", a.exact},
          {"adjacent", a.adjacent},
          {"human_mean", a.human_mean},
          {"human_sd", a.human_sd},
          {"system_mean", a.system_mean},
          {"system_sd", a.system_sd}};
}

Json ToJson(const Interval& interval) { return Json::array({interval.low, interval.high}); }

}  // namespace

Json ToJson(const Evaluation& evaluation) {
  Json json = ToJson(evaluation.all);
  json["qwk_interval"] = ToJson(evaluation.qwk_interval);
  json["bootstrap"] = {{"resamples", evaluation.bootstrap.resamples},
                       {"level", evaluation.bootstrap.level},
                       {"seed", evaluation.bootstrap.seed}};
  json["confusion"] = {{"scores", evaluation.confusion.scores},
                       {"count", evaluation.confusion.count}};
  if (evaluation.prompts.empty()) return json;
  Json& prompts = json["prompts"] = Json::array();
  for (const PromptAgreement& prompt : evaluation.prompts) {
    Json one = ToJson(prompt.agreement);
    one["prompt"] = prompt.prompt;
    one["qwk_interval"] = ToJson(prompt.qwk_interval);
    prompts.push_back(std::move(one));
  }
  json["mean_over_prompts"] = {{"qwk", evaluation.mean_qwk},
                               {"qwk_fisher", evaluation.fisher_mean_qwk},
                               {"qwk_interval", ToJson(evaluation.mean_qwk_interval)}};
  return json;
}

}  // namespace redquill::metrics
