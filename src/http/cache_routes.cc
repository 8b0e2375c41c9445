#include "http/cache_routes.h"

#include <nlohmann/json.hpp>

#include "http/json_response.h"
#include "http/keeping.h"
#include "http/score_body.h"
#include "http/score_routes.h"
#include "text/normalize.h"

namespace redquill::http {
namespace {

using nlohmann::json;

/// What the tiers say of one request, in the order in which they are looked at.
class Explanation {
 public:
  explicit Explanation(store::TimeMs now) : now_(now) {}

  void Add(std::string_view tier, bool answers, std::string why, json more = json::object()) {
    json said = {{"tier", tier}, {"answers", answers}, {"why", std::move(why)}};
    said.update(more);
    if (answers && first_.is_null()) first_ = said;
    tiers_.push_back(std::move(said));
  }
  void AddKept(std::string_view tier, std::optional<store::TimeMs> scored_ms, const char* kept,
               const char* none) {
    if (!scored_ms) return Add(tier, false, none);
    Add(tier, true, kept, {{"age_s", Age(*scored_ms)}});
  }
  double Age(store::TimeMs since) const {
    return static_cast<double>(std::max<int64_t>(0, now_ - since)) / 1000;
  }
  store::TimeMs now() const { return now_; }

  json Whole() const {
    if (first_.is_null()) {
      return {{"tier", "none"}, {"why", "No tier answers: the text is scored."}, {"tiers", tiers_}};
    }
    return {{"tier", first_["tier"]}, {"why", first_["why"]}, {"tiers", tiers_}};
  }

 private:
  store::TimeMs now_;
  json tiers_ = json::array(), first_;
};

void AddOwn(Keeping& keeping, const Served& model, const cache::Keys& keys, Explanation& all) {
  const auto now = all.now();
  const auto exact = keeping.cache().Peek(keys.answer, now);
  all.AddKept(
      "exact", exact ? std::optional(exact->scored_ms) : std::nullopt,
      "This text, package and prompt were scored before.",
      "This text was not scored by this package and prompt, or the answer is too old or had "
      "to make room.");
  const auto raw = keeping.raw().Peek(keys.raw, now);
  all.AddKept("output", raw ? std::optional(raw->scored_ms) : std::nullopt,
              "The model's weights ran on this text before; only the calibration is applied.",
              "These weights did not run on this text, or what they gave is too old or had to make "
              "room.");
  if (keeping.stored() == nullptr) return;
  const auto stored = keeping.stored()->Find(keys.answer, model.info.digest, now);
  all.AddKept(
      "database", stored.answer ? std::optional(stored.scored_ms) : std::nullopt,
      "The database has the answer; it is given as exact.",
      "The database has no answer for this text, package and prompt, or did not say in time.");
}

void AddNear(const cache::SimilarAnswers::Glance& glance, Explanation& all) {
  if (!glance.near) {
    return all.Add("near-duplicate", false, "No text that is nearly the same was scored.");
  }
  const json more = {{"similarity", glance.near->similarity},
                     {"age_s", all.Age(glance.near->hit.scored_ms)}};
  if (glance.near->at_edge) {
    return all.Add("near-duplicate", false,
                   "A text that is nearly the same was scored, but its value is so near to another "
                   "score that this text is scored itself.",
                   more);
  }
  all.Add(
      "near-duplicate", true,
      "A text that is nearly the same was scored; a share of such answers is scored anew to see "
      "that they are right.",
      more);
}

void AddSemantic(const cache::SimilarAnswers::Glance& glance, Explanation& all) {
  using Act = cache::SemanticCache::Act;
  if (!glance.semantic || glance.semantic->act == Act::kNothingNear) {
    return all.Add("semantic", false, "No other text was scored, or the text has no vector.");
  }
  const bool serves = glance.semantic->act == Act::kServe;
  all.Add("semantic", serves,
          serves ? "A text with a near vector was scored, and such answers were shown to be right."
                 : "The nearest text's answer was not shown to be right often enough at this "
                   "similarity.",
          {{"similarity", glance.semantic->similarity},
           {"age_s", all.Age(glance.semantic->neighbour.scored_ms)}});
}

void AddOthers(Keeping& keeping, const Served& model, const scoring::Request& wanted,
               const std::string& client, bool summative, Explanation& all) {
  if (keeping.similar() == nullptr) return;
  const auto text = text::Normalize(wanted.essay);
  const auto glance = keeping.similar()->Peek(
      cache::ScopeOf(model.info, wanted.prompt, wanted.explain, client), text->utf8(), all.now());
  constexpr auto kCounts = "The score counts (summative): no other text's answer is given.";
  if (glance.has_near) {
    summative ? all.Add("near-duplicate", false, kCounts) : AddNear(glance, all);
  }
  if (!glance.has_semantic) return;
  if (summative) return all.Add("semantic", false, kCounts);
  if (glance.near) {
    return all.Add("semantic", false, "Not asked where a text is nearly the same.");
  }
  AddSemantic(glance, all);
}

json Counted(const auto& stats) {
  return {{"hits", stats.hits},
          {"misses", stats.misses},
          {"entries", stats.entries},
          {"bytes", stats.bytes}};
}

void AddAudit(const auto& stats, json& said) {
  said["audited"] = stats.audited;
  said["audited_wrong"] = stats.wrong;
  said["wrong_at_most"] = stats.upper;
  said["off"] = stats.off;
}

}  // namespace

Handler ExplainCache(const Serving& serving) {
  return [&serving](const Request& request) -> Result<Response> {
    const auto body = ReadScoreBody(request.body);
    if (!body) return Failure(body.error());
    const auto scorer = LoadedScorer(serving);
    if (!scorer) return Failure(scorer.error());
    const scoring::Request wanted{body->essay, body->model, body->prompt, body->explain};
    const auto model = (*scorer)->find(wanted);
    if (!model) return Failure(model.error());
    if (const auto text = text::Normalize(wanted.essay); !text) {
      Error error = text.error();
      error.field = "essay";
      return Failure(std::move(error));
    }
    Explanation all(store::Now());
    if (Keeping* keeping = serving.keeping()) {
      AddOwn(*keeping, **model, KeysFor((*model)->info, wanted), all);
      AddOthers(*keeping, **model, wanted, request.client, body->summative, all);
    }
    json said = all.Whole();
    said["model"] = (*model)->info.manifest.name;
    said["model_digest"] = (*model)->info.digest;
    return JsonResponse(said);
  };
}

Handler CacheStats(const Serving& serving) {
  return [&serving](const Request&) -> Result<Response> {
    json tiers = json::object();
    Keeping* keeping = serving.keeping();
    if (keeping == nullptr) return JsonResponse({{"tiers", tiers}});
    tiers["exact"] = Counted(keeping->cache().stats());
    tiers["output"] = Counted(keeping->raw().stats());
    if (const auto* stored = keeping->stored()) {
      const auto stats = stored->stats();
      tiers["database"] = {{"hits", stats.hits},
                           {"misses", stats.misses},
                           {"late", stats.late},
                           {"dropped", stats.dropped}};
    }
    if (auto* similar = keeping->similar()) {
      const auto stats = similar->stats();
      if (const auto& near = stats.near) {
        tiers["near-duplicate"] = Counted(*near);
        tiers["near-duplicate"]["at_edges"] = near->edges;
        AddAudit(*near, tiers["near-duplicate"]);
      }
      if (const auto& semantic = stats.semantic) {
        tiers["semantic"] = {{"hits", semantic->served},
                             {"misses", semantic->explored},
                             {"entries", semantic->entries},
                             {"bytes", semantic->bytes}};
        AddAudit(*semantic, tiers["semantic"]);
      }
    }
    return JsonResponse({{"tiers", tiers}});
  };
}

}  // namespace redquill::http
