#include "metrics/evaluation.h"

#include <algorithm>
#include <map>
#include <set>

#include "metrics/agreement.h"
#include "metrics/average.h"

namespace redquill::metrics {
namespace {

struct Columns {
  std::vector<double> human, system, raw;

  void Add(const ScorePair& pair) {
    human.push_back(pair.human);
    system.push_back(pair.system);
    raw.push_back(pair.raw);
  }
};

Agreement Measure(const Columns& c, double step) {
  Agreement a;
  a.n = c.human.size();
  a.qwk = QuadraticWeightedKappa(c.human, c.system);
  a.linear_kappa = LinearWeightedKappa(c.human, c.system);
  a.kappa = Kappa(c.human, c.system);
  a.pearson = Pearson(c.human, c.system);
  a.spearman = Spearman(c.human, c.system);
  a.pearson_raw = Pearson(c.human, c.raw);
  a.rmse = Rmse(c.human, c.system);
  a.rmse_raw = Rmse(c.human, c.raw);
  a.mae = Mae(c.human, c.system);
  a.smd = StandardisedMeanDifference(c.human, c.system);
  a.sd_ratio = SdRatio(c.human, c.system);
  a.exact = AgreementWithin(c.human, c.system, 0);
  a.adjacent = AgreementWithin(c.human, c.system, step);
  a.human_mean = Mean(c.human);
  a.human_sd = StandardDeviation(c.human);
  a.system_mean = Mean(c.system);
  a.system_sd = StandardDeviation(c.system);
  return a;
}

double QwkOf(std::span<const ScorePair> pairs, std::span<const size_t> drawn) {
  std::vector<double> human(drawn.size()), system(drawn.size());
  for (size_t i = 0; i < drawn.size(); ++i) {
    human[i] = pairs[drawn[i]].human;
    system[i] = pairs[drawn[i]].system;
  }
  return QuadraticWeightedKappa(human, system);
}

Interval QwkInterval(std::span<const ScorePair> pairs, const BootstrapOptions& options) {
  return Bootstrap(
      pairs.size(), [&](std::span<const size_t> drawn) { return QwkOf(pairs, drawn); }, options);
}

void MeasurePrompts(std::span<const ScorePair> pairs, double step, const BootstrapOptions& options,
                    Evaluation& evaluation) {
  std::map<std::string, std::vector<ScorePair>> by_prompt;
  for (const ScorePair& pair : pairs) by_prompt[pair.prompt].push_back(pair);
  if (by_prompt.size() < 2) return;

  std::vector<double> qwks;
  std::vector<ScorePair> ordered;
  std::vector<int> group;
  for (const auto& [prompt, members] : by_prompt) {
    Columns columns;
    for (const ScorePair& pair : members) columns.Add(pair);
    evaluation.prompts.push_back({prompt, Measure(columns, step), QwkInterval(members, options)});
    qwks.push_back(evaluation.prompts.back().agreement.qwk);
    group.insert(group.end(), members.size(), static_cast<int>(qwks.size()) - 1);
    ordered.insert(ordered.end(), members.begin(), members.end());
  }
  evaluation.mean_qwk = MeanOverPrompts(qwks);
  evaluation.fisher_mean_qwk = FisherMean(qwks);
  // Groups are drawn in order and keep their sizes, so each one's part of a draw is known.
  auto mean_qwk = [&](std::span<const size_t> drawn) {
    std::vector<double> values;
    size_t begin = 0;
    for (const auto& [prompt, members] : by_prompt) {
      values.push_back(QwkOf(ordered, drawn.subspan(begin, members.size())));
      begin += members.size();
    }
    return MeanOverPrompts(values);
  };
  evaluation.mean_qwk_interval = BootstrapWithinGroups(group, mean_qwk, options);
}

ConfusionMatrix Confusion(const Columns& c) {
  std::set<double> values(c.human.begin(), c.human.end());
  values.insert(c.system.begin(), c.system.end());
  ConfusionMatrix matrix;
  if (values.size() > kMostScores) return matrix;
  matrix.scores.assign(values.begin(), values.end());
  matrix.count.assign(values.size(), std::vector<size_t>(values.size(), 0));
  auto place = [&](double score) {
    return std::lower_bound(matrix.scores.begin(), matrix.scores.end(), score) -
           matrix.scores.begin();
  };
  for (size_t i = 0; i < c.human.size(); ++i) {
    ++matrix.count[static_cast<size_t>(place(c.human[i]))][static_cast<size_t>(place(c.system[i]))];
  }
  return matrix;
}

}  // namespace

Evaluation Evaluate(std::span<const ScorePair> pairs, double step,
                    const BootstrapOptions& options) {
  Columns columns;
  for (const ScorePair& pair : pairs) columns.Add(pair);
  Evaluation evaluation;
  evaluation.bootstrap = options;
  evaluation.all = Measure(columns, step);
  evaluation.qwk_interval = QwkInterval(pairs, options);
  MeasurePrompts(pairs, step, options, evaluation);
  evaluation.confusion = Confusion(columns);
  return evaluation;
}

}  // namespace redquill::metrics
