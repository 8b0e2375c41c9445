// semantic_study TEXTS.jsonl: replays three streams of texts through the caches and prints one JSON
// object a line: for each stream and rule the requests, hits and wrong hits, and for each metric
// the curve of a threshold. tools/study-semantic-cache makes the texts and draws the curves.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/sha256.h"
#include "cache/hit_audit.h"
#include "replay.h"
#include "text/normalize.h"

namespace {

using namespace redquill;
using namespace redquill::study;
using nlohmann::json;
using Grain = cache::SemanticCache::Grain;

constexpr double kError = 0.02;
constexpr uint64_t kOrders = 5;  // Each stream is replayed in so many orders, and the counts added.

const std::pair<const char*, cache::Metric> kMetrics[] = {{"cosine", cache::Metric::kCosine},
                                                          {"inner", cache::Metric::kInner},
                                                          {"euclidean", cache::Metric::kEuclidean}};
const std::pair<const char*, const char*> kStreams[] = {
    {"re-uploads", "again"}, {"edited drafts", "draft"}, {"different essays", ""}};

model::Scale ScaleOf(const json& scale) {
  return {scale.at("min"), scale.at("max"), scale.at("step")};
}

std::vector<Text> ReadTexts(const char* path) {
  std::vector<Text> texts;
  std::ifstream lines(path);
  for (std::string line; std::getline(lines, line);) {
    const auto row = json::parse(line);
    const auto text = text::Normalize(row.at("text").get<std::string>());
    if (!text) continue;
    texts.push_back({row.at("id"), row.at("base"), row.at("kind"), row.at("prompt"),
                     Sha256Hex(text->utf8()), cache::OutlineOf(text->utf8()),
                     row.at("vector").get<std::vector<float>>(), row.at("score"),
                     row.at("calibrated"), ScaleOf(row.at("scale"))});
  }
  return texts;
}

/// The bounds of 95 % as an audit has them.
json WithBounds(json row, const Tally& tally) {
  cache::HitAudit bounds(kError);
  for (size_t i = 0; i < tally.hits; ++i) bounds.Add(i < tally.wrong);
  row.update({{"requests", tally.requests},
              {"hits", tally.hits},
              {"wrong", tally.wrong},
              {"lower", bounds.Lower()},
              {"upper", bounds.Upper()}});
  return row;
}

void Print(const json& row) { std::printf("%s\n", row.dump().c_str()); }

Tally Sum(const std::vector<Stream>& orders, const auto& replay) {
  Tally sum;
  for (size_t i = 0; i < orders.size(); ++i) {
    const Tally one = replay(orders[i], i + 1);
    sum.requests += one.requests;
    sum.hits += one.hits;
    sum.wrong += one.wrong;
    sum.audited += one.audited;
    sum.off = sum.off || one.off;
  }
  return sum;
}

/// A threshold anywhere: hits and wrong hits from the most similar pair down.
void PrintCurve(const char* stream, const char* metric, const Stream& order, cache::Metric by) {
  auto pairs = NearestPairs(order, by);
  std::sort(pairs.begin(), pairs.end(),
            [](const Pair& a, const Pair& b) { return a.similarity > b.similarity; });
  json points = json::array();
  size_t wrong = 0, next = 1;
  for (size_t i = 0; i < pairs.size(); ++i) {
    wrong += pairs[i].same ? 0 : 1;
    const bool tie = i + 1 < pairs.size() && pairs[i + 1].similarity == pairs[i].similarity;
    if (tie || (i + 1 < next && i + 1 < pairs.size())) continue;
    points.push_back({pairs[i].similarity, i + 1, wrong});
    next = (i + 1) + std::max<size_t>(1, pairs.size() / 200);
  }
  Print({{"stream", stream},
         {"metric", metric},
         {"rule", "threshold"},
         {"requests", order.size()},
         {"points", points}});
}

void Study(const std::vector<Text>& texts, const char* stream, const char* copies) {
  std::vector<Stream> orders;
  for (uint64_t seed = 1; seed <= kOrders; ++seed) {
    orders.push_back(StreamOf(texts, copies, seed));
  }
  const auto tell = [&](const char* rule, const char* metric, const Tally& tally) {
    Print(WithBounds({{"stream", stream},
                      {"rule", rule},
                      {"metric", metric},
                      {"audited", tally.audited},
                      {"off", tally.off}},
                     tally));
  };
  tell("exact", "", ReplayExact(orders.front()));
  tell("near-duplicate", "",
       Sum(orders, [](const Stream& order, uint64_t seed) { return ReplayNear(order, seed); }));
  tell("near-duplicate, at edges too", "", ReplayAnyNear(orders.front()));
  for (const auto& [name, metric] : kMetrics) {
    const auto by = metric;
    PrintCurve(stream, name, orders.front(), by);
    tell("verified by prompt", name, Sum(orders, [&](const Stream& order, uint64_t seed) {
           return ReplayVerified(order, by, Grain::kScope, kError, seed);
         }));
    tell("verified by essay", name, Sum(orders, [&](const Stream& order, uint64_t seed) {
           return ReplayVerified(order, by, Grain::kEntry, kError, seed);
         }));
    tell("vCache's rule", name, Sum(orders, [&](const Stream& order, uint64_t seed) {
           return ReplayPaper(order, by, kError, seed);
         }));
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr,
                 "semantic_study: name the texts (tools/study-semantic-cache makes them)\n");
    return 2;
  }
  const auto texts = ReadTexts(arguments[1]);
  std::fprintf(stderr, "semantic_study: %zu texts\n", texts.size());
  for (const auto& [stream, copies] : kStreams) Study(texts, stream, copies);
}
