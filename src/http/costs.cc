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

}  // namespace

sched::Cost MeasureCost(const Served& model, Duration budget) {
  std::vector<sched::Sample> samples;
  const auto start = Clock::now();
  for (const size_t bytes : {400, 1200, 2400, 4800}) {
    const std::string text = SampleText(bytes);
    for (int repeat = 0; repeat < 2; ++repeat) {
      const auto begin = Clock::now();
      if (!model.run({text, {}, {}, false})) return {};
      samples.push_back({text.size(), Clock::now() - begin});
    }
    // The next text is twice as long: in time only if it can take four times as long.
    const auto longest = samples.back().took;
    if (Clock::now() - start + 4 * longest > budget) break;
  }
  sched::Cost cost = sched::FitCost(samples);
  const auto max_tokens = model.info.manifest.max_tokens;
  if (max_tokens > 0) cost.cap = max_tokens * kBytesPerToken;
  return cost;
}

Duration EstimatedCost(const Served& model, size_t bytes) {
  const auto& cost = model.cost;
  return cost.linear + cost.quadratic > 0 ? cost.Of(bytes) : kUnmeasured;
}

}  // namespace redquill::http
