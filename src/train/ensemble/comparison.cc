#include "train/ensemble/comparison.h"

#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

#include "metrics/agreement.h"
#include "metrics/average.h"

namespace redquill::train {
namespace {

/// Essays by number, with the group within which they are drawn and measured.
struct Groups {
  std::vector<int> of;
  size_t count = 1;
};

Groups GroupByPrompt(const ScoreTable& table, QwkStatistic statistic) {
  Groups groups{std::vector<int>(table.essays.size(), 0)};
  if (statistic == QwkStatistic::kAllEssays) return groups;
  std::map<std::string_view, int> numbers;
  for (size_t i = 0; i < groups.of.size(); ++i) {
    groups.of[i] =
        numbers.emplace(table.essays[i].prompt, static_cast<int>(numbers.size())).first->second;
  }
  groups.count = numbers.size();
  return groups;
}

double Qwk(const ScoreTable& table, const Groups& groups, std::span<const size_t> essays) {
  std::vector<std::vector<double>> human(groups.count), system(groups.count);
  for (const size_t i : essays) {
    const auto group = static_cast<size_t>(groups.of[i]);
    human[group].push_back(table.essays[i].human);
    system[group].push_back(table.essays[i].score);
  }
  std::vector<double> qwks;
  for (size_t g = 0; g < groups.count; ++g) {
    qwks.push_back(metrics::QuadraticWeightedKappa(human[g], system[g]));
  }
  return qwks.size() == 1 ? qwks.front() : metrics::MeanOverPrompts(qwks);
}

}  // namespace

Result<Comparison> Compare(std::span<const ScoreTable> tables, QwkStatistic statistic,
                           const metrics::BootstrapOptions& options) {
  const ScoreTable& first = tables.front();
  const Groups groups = GroupByPrompt(first, statistic);
  if (statistic == QwkStatistic::kMeanOverPrompts && groups.count < 2) {
    return Fail(
        Code::kInvalidArgument,
        "A mean over prompts needs essays on several prompts; leave out --mean-over-prompts.",
        "prompt");
  }
  std::vector<size_t> all(first.essays.size());
  std::iota(all.begin(), all.end(), size_t{0});
  Comparison comparison{statistic, all.size(), groups.count, {}};
  for (const ScoreTable& table : tables) {
    const auto qwk = [&](std::span<const size_t> essays) { return Qwk(table, groups, essays); };
    Compared one{table.name, qwk(all), metrics::BootstrapWithinGroups(groups.of, qwk, options)};
    if (&table != &first) {
      const auto gain = [&](std::span<const size_t> essays) {
        return qwk(essays) - Qwk(first, groups, essays);
      };
      one.difference = gain(all);
      one.difference_interval = metrics::BootstrapWithinGroups(groups.of, gain, options);
    }
    comparison.systems.push_back(std::move(one));
  }
  return comparison;
}

nlohmann::json ToJson(const Comparison& comparison) {
  nlohmann::json systems = nlohmann::json::array();
  for (const Compared& one : comparison.systems) {
    nlohmann::json json = {{"name", one.name},
                           {"qwk", one.qwk},
                           {"qwk_interval", {one.interval.low, one.interval.high}}};
    if (one.difference) {
      json["difference"] = *one.difference;
      json["difference_interval"] = {one.difference_interval->low, one.difference_interval->high};
    }
    systems.push_back(std::move(json));
  }
  const bool means = comparison.statistic == QwkStatistic::kMeanOverPrompts;
  return {{"statistic", means ? "mean over prompts" : "all essays"},
          {"essays", comparison.essays},
          {"prompts", comparison.prompts},
          {"systems", systems}};
}

}  // namespace redquill::train
