#include "cache/semantic.h"

#include <algorithm>

namespace redquill::cache {

bool SameScores(const scoring::Answer& a, const scoring::Answer& b) {
  return std::equal(a.outputs.begin(), a.outputs.end(), b.outputs.begin(), b.outputs.end(),
                    [](const auto& x, const auto& y) { return x.score == y.score; });
}

SemanticCache::Scope* SemanticCache::Find(const std::string& name) {
  const auto found = std::find_if(scopes_.begin(), scopes_.end(),
                                  [&](const Scope& scope) { return scope.name == name; });
  if (found == scopes_.end()) return nullptr;
  scopes_.splice(scopes_.begin(), scopes_, found);
  return &scopes_.front();
}

SemanticCache::Decision SemanticCache::Ask(const std::string& name, std::span<const float> vector,
                                           store::TimeMs now) {
  const std::lock_guard lock(mutex_);
  Decision decision;
  Scope* scope = Find(name);
  if (scope == nullptr) return decision;
  const auto near = scope->index->Nearest(vector);
  if (!near) return decision;
  Entry& entry = scope->entries[near->number];
  if (options_.ttl_ms > 0 && now - entry.hit.scored_ms > options_.ttl_ms) return decision;
  decision = {Act::kExplore, entry.hit, near->similarity, name, near->number, scope->generation};
  SameScoreModel& same = options_.grain == Grain::kScope ? scope->same : entry.same;
  const auto from = same.ServesFrom();
  if (from && near->similarity >= *from && !audit_.breached()) {
    decision.act = random_.Unit() < options_.audit ? Act::kAudit : Act::kServe;
  }
  ++(decision.act == Act::kServe ? served_ : explored_);
  return decision;
}

void SemanticCache::Learn(const Decision& decision, const scoring::Answer& scored) {
  if (decision.act == Act::kNothingNear || decision.act == Act::kServe) return;
  const bool same = SameScores(*decision.neighbour.answer, scored);
  const std::lock_guard lock(mutex_);
  if (decision.act == Act::kAudit) audit_.Add(!same);
  Scope* scope = Find(decision.scope);
  if (scope == nullptr || scope->generation != decision.generation) return;
  SameScoreModel& model =
      options_.grain == Grain::kScope ? scope->same : scope->entries[decision.number].same;
  model.Add(decision.similarity, same);
}

void SemanticCache::Put(const std::string& name, std::span<const float> vector,
                        std::shared_ptr<const scoring::Answer> answer, store::TimeMs when) {
  const std::lock_guard lock(mutex_);
  Scope* scope = Find(name);
  if (scope == nullptr) {
    if (scopes_.size() >= options_.scopes) scopes_.pop_back();
    scopes_.push_front({name, ++generations_, nullptr, {}, SameScoreModel(options_.error)});
    scope = &scopes_.front();
  }
  if (!scope->index || scope->entries.size() >= options_.entries) {
    // What was learnt of the scope's curve stays; it is of the model and the prompt.
    scope->index = std::make_unique<VectorIndex>(vector.size(), options_.metric);
    scope->entries.clear();
    scope->generation = ++generations_;
  }
  if (scope->index->Add(vector)) {
    scope->entries.push_back({{std::move(answer), when}, SameScoreModel(options_.error)});
  }
}

void SemanticCache::Clear() {
  const std::lock_guard lock(mutex_);
  scopes_.clear();
}

SemanticCache::Stats SemanticCache::stats() const {
  const std::lock_guard lock(mutex_);
  Stats stats{served_,        explored_,        0, audit_.audited(), audit_.wrong(),
              audit_.Upper(), audit_.breached()};
  for (const Scope& scope : scopes_) stats.entries += scope.entries.size();
  return stats;
}

}  // namespace redquill::cache
