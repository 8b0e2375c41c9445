#ifndef REDQUILL_BENCH_CACHE_REPLAY_H_
#define REDQUILL_BENCH_CACHE_REPLAY_H_

#include <string>
#include <vector>

#include "cache/outline.h"
#include "cache/semantic.h"

namespace redquill::study {

/// A text that is handed in, with what a model says of it.
struct Text {
  std::string id, base, kind, prompt;
  std::string key;  ///< Digest of the normalised text.
  cache::Outline outline;
  std::vector<float> vector;
  double score = 0, calibrated = 0;
  model::Scale scale;
};

/// Texts in the order in which they come; borrowed.
using Stream = std::vector<const Text*>;

/// Essays and their copies of the kinds that begin so ("" for none), in a random order in which no
/// copy comes before its essay.
Stream StreamOf(const std::vector<Text>& texts, const std::string& copies, uint64_t seed);

/// What a rule would have answered.
struct Tally {
  size_t requests = 0, hits = 0, wrong = 0;
  size_t audited = 0;
  bool off = false;  ///< Switched itself off.
  void Add(bool hit, bool right) {
    ++requests;
    hits += hit ? 1 : 0;
    wrong += hit && !right ? 1 : 0;
  }
};

/// Tier 0 and tier 1, each alone; tier 1 as the server runs it, or with the answers that are near
/// to another score given too, and without audits.
Tally ReplayExact(const Stream& stream);
Tally ReplayNear(const Stream& stream, uint64_t seed);
Tally ReplayAnyNear(const Stream& stream);

/// The nearest earlier text on the same prompt.
struct Pair {
  double similarity = 0;
  bool same = false;
};
/// One for each text that has an earlier one; `requests` counts all.
std::vector<Pair> NearestPairs(const Stream& stream, cache::Metric metric);

/// Tier 2 as the server runs it.
Tally ReplayVerified(const Stream& stream, cache::Metric metric, cache::SemanticCache::Grain grain,
                     double error, uint64_t seed);

/// vCache's own rule: a curve for each entry, and δ of all requests.
Tally ReplayPaper(const Stream& stream, cache::Metric metric, double error, uint64_t seed);

}  // namespace redquill::study

#endif  // REDQUILL_BENCH_CACHE_REPLAY_H_
