#include "replay.h"

#include <map>
#include <memory>
#include <unordered_map>

#include "base/random.h"
#include "cache/near.h"

namespace redquill::study {
namespace {

std::shared_ptr<const scoring::Answer> AnswerOf(const Text& text) {
  auto answer = std::make_shared<scoring::Answer>();
  answer->outputs.push_back({"holistic", text.score, text.calibrated, text.calibrated, text.scale});
  return answer;
}

double ScoreOf(const scoring::Answer& answer) { return answer.outputs.front().score; }

/// The earlier texts of a prompt.
struct Earlier {
  explicit Earlier(size_t width, cache::Metric metric) : index(width, metric) {}
  cache::VectorIndex index;
  std::vector<const Text*> texts;
  std::vector<cache::SameScoreModel> curves;
};

Earlier& Of(std::map<std::string, std::unique_ptr<Earlier>>& prompts, const Text& text,
            cache::Metric metric) {
  auto& earlier = prompts[text.prompt];
  if (!earlier) earlier = std::make_unique<Earlier>(text.vector.size(), metric);
  return *earlier;
}

}  // namespace

Stream StreamOf(const std::vector<Text>& texts, const std::string& copies, uint64_t seed) {
  Stream stream;
  for (const Text& text : texts) {
    const bool copy = text.kind != "essay";
    if (!copy || (!copies.empty() && text.kind.starts_with(copies))) stream.push_back(&text);
  }
  Random random(seed);
  random.Shuffle(stream);
  // An essay changes places with the first of its copies.
  std::unordered_map<std::string, size_t> first;
  for (size_t i = 0; i < stream.size(); ++i) {
    const auto [at, fresh] = first.try_emplace(stream[i]->base, i);
    if (!fresh && stream[i]->kind == "essay") std::swap(stream[i], stream[at->second]);
  }
  return stream;
}

Tally ReplayExact(const Stream& stream) {
  Tally tally;
  std::map<std::pair<std::string, std::string>, double> known;
  for (const Text* text : stream) {
    const auto [at, fresh] = known.try_emplace({text->prompt, text->key}, text->score);
    tally.Add(!fresh, at->second == text->score);
  }
  return tally;
}

Tally ReplayNear(const Stream& stream, cache::NearDuplicates::Options options) {
  Tally tally;
  options.bytes = uint64_t{4} << 30;
  options.ttl_ms = 0;
  cache::NearDuplicates near(options);
  store::TimeMs now = 0;
  for (const Text* text : stream) {
    const auto hit = near.Find(text->prompt, text->outline, ++now);
    const bool given = hit && hit->given();
    tally.Add(given, given && ScoreOf(*hit->hit.answer) == text->score);
    if (given) continue;
    const auto answer = AnswerOf(*text);
    if (hit && hit->audit) near.Audited(*hit, *answer);
    near.Put(text->prompt, text->outline, answer, now);
  }
  tally.audited = near.stats().audited;
  tally.off = near.stats().off;
  return tally;
}

Tally ReplayNear(const Stream& stream, uint64_t seed) {
  return ReplayNear(stream, cache::NearDuplicates::Options{.seed = seed});
}

Tally ReplayAnyNear(const Stream& stream) {
  return ReplayNear(stream, cache::NearDuplicates::Options{.edge = 0, .audit = 0});
}

std::vector<Pair> NearestPairs(const Stream& stream, cache::Metric metric) {
  std::vector<Pair> pairs;
  std::map<std::string, std::unique_ptr<Earlier>> prompts;
  for (const Text* text : stream) {
    Earlier& earlier = Of(prompts, *text, metric);
    if (const auto near = earlier.index.Nearest(text->vector)) {
      pairs.push_back({near->similarity, earlier.texts[near->number]->score == text->score});
    }
    if (earlier.index.Add(text->vector)) earlier.texts.push_back(text);
  }
  return pairs;
}

Tally ReplayVerified(const Stream& stream, cache::Metric metric, cache::SemanticCache::Grain grain,
                     double error, uint64_t seed) {
  using Act = cache::SemanticCache::Act;
  Tally tally;
  cache::SemanticCache semantic(
      {.metric = metric, .grain = grain, .error = error, .ttl_ms = 0, .seed = seed});
  for (const Text* text : stream) {
    const auto decision = semantic.Ask(text->prompt, text->vector, 1);
    const bool hit = decision.act == Act::kServe;
    tally.Add(hit, hit && ScoreOf(*decision.neighbour.answer) == text->score);
    if (hit) continue;
    const auto answer = AnswerOf(*text);
    semantic.Learn(decision, *answer);
    semantic.Put(text->prompt, text->vector, answer, 1);
  }
  tally.audited = semantic.stats().audited;
  tally.off = semantic.stats().off;
  return tally;
}

Tally ReplayPaper(const Stream& stream, cache::Metric metric, double error, uint64_t seed) {
  Tally tally;
  Random random(seed);
  std::map<std::string, std::unique_ptr<Earlier>> prompts;
  for (const Text* text : stream) {
    Earlier& earlier = Of(prompts, *text, metric);
    const auto near = earlier.index.Nearest(text->vector);
    if (near) {
      auto& curve = earlier.curves[near->number];
      const bool same = earlier.texts[near->number]->score == text->score;
      if (random.Unit() >= curve.ExploreProbability(near->similarity)) {
        tally.Add(true, same);
        continue;
      }
      curve.Add(near->similarity, same);
    }
    tally.Add(false, true);
    if (!earlier.index.Add(text->vector)) continue;
    earlier.texts.push_back(text);
    earlier.curves.emplace_back(error);
  }
  return tally;
}

}  // namespace redquill::study
