#include "http/costs.h"

#include <algorithm>
#include <vector>

namespace redquill::http {
namespace {

using sched::Clock;
using sched::Duration;

constexpr Duration kUnmeasured = std::chrono::milliseconds(10);
constexpr size_t kBytesPerToken = 5;  ///< Of English, roughly; only where a model stops reading.

/// Whole sentences, so that the sample is measured as an essay is.
std::string SampleText(size_t bytes) {
  static constexpr std::string_view kSentences[] = {
      "A library keeps more than books, because people meet there and learn from each other. ",
      "When the bus was late, the class decided to walk along the river and count the boats. ",
      "However, a rule that nobody understands is seldom kept for long. ",
      "For example, my neighbour repaired three bicycles and gave them to the school. ",
  };
  std::string text;
  for (size_t i = 0; text.size() < bytes; ++i) {
    text += kSentences[i % std::size(kSentences)];
    if (i % 5 == 4) text += "\n\n";
  }
  return text;
}

sched::Cost CostOf(const Scorer& scorer, const scoring::ModelInfo& info, Duration budget) {
  std::vector<sched::Sample> samples;
  const auto start = Clock::now();
  for (const size_t bytes : {400, 1200, 2400, 4800}) {
    const std::string text = SampleText(bytes);
    for (int repeat = 0; repeat < 2; ++repeat) {
      const auto begin = Clock::now();
      if (!scorer.score({text, info.manifest.name, {}, false})) return {};
      samples.push_back({text.size(), Clock::now() - begin});
    }
    // The next text is twice as long: in time only if it can take four times as long.
    const auto longest = samples.back().took;
    if (Clock::now() - start + 4 * longest > budget) break;
  }
  sched::Cost cost = sched::FitCost(samples);
  if (info.manifest.max_tokens > 0) cost.cap = info.manifest.max_tokens * kBytesPerToken;
  return cost;
}

}  // namespace

std::map<std::string, sched::Cost> MeasureCosts(const Scorer& scorer, Duration budget) {
  std::map<std::string, sched::Cost> costs;
  for (const auto& info : scorer.models) {
    const auto cost = CostOf(scorer, info, budget);
    if (cost.linear + cost.quadratic > 0) costs[info.manifest.name] = cost;
  }
  return costs;
}

Duration EstimatedCost(const Scorer& scorer, const std::string& model, size_t bytes) {
  const auto found = scorer.costs.find(model);
  return found == scorer.costs.end() ? kUnmeasured : found->second.Of(bytes);
}

}  // namespace redquill::http
