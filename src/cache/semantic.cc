#include "cache/semantic.h"

#include <algorithm>

namespace redquill::cache {
namespace {

/// Of a million vectors in clusters this finds the nearest in 99.5 % of the lookups (vector_bench).
constexpr size_t kSearching = 256;

}  // namespace

SemanticCache::Scope* SemanticCache::Find(const std::string& name) {
  const auto found = std::find_if(scopes_.begin(), scopes_.end(),
                                  [&](const Scope& scope) { return scope.name == name; });
  if (found == scopes_.end()) return nullptr;
  scopes_.splice(scopes_.begin(), scopes_, found);
  return &scopes_.front();
}

SemanticCache::Decision SemanticCache::Decide(const std::string& name,
                                              std::span<const float> vector, store::TimeMs now) {
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
  if (from && near->similarity >= *from && !audit_.breached()) decision.act = Act::kServe;
  return decision;
}

SemanticCache::Decision SemanticCache::Ask(const std::string& name, std::span<const float> vector,
                                           store::TimeMs now) {
  const std::lock_guard lock(mutex_);
  Decision decision = Decide(name, vector, now);
  if (decision.act == Act::kServe && random_.Unit() < options_.audit) decision.act = Act::kAudit;
  if (decision.act != Act::kNothingNear) ++(decision.act == Act::kServe ? served_ : explored_);
  return decision;
}

SemanticCache::Decision SemanticCache::Peek(const std::string& name, std::span<const float> vector,
                                            store::TimeMs now) {
  const std::lock_guard lock(mutex_);
  return Decide(name, vector, now);
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
    scope->index = std::make_unique<VectorIndex>(vector.size(), options_.metric,
                                                 VectorIndex::Options{.searching = kSearching});
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
  Stats stats;
  stats.served = served_;
  stats.explored = explored_;
  stats.audited = audit_.audited();
  stats.wrong = audit_.wrong();
  stats.upper = audit_.Upper();
  stats.off = audit_.breached();
  for (const Scope& scope : scopes_) {
    stats.entries += scope.entries.size();
    if (scope.index) stats.bytes += scope.index->bytes();
  }
  return stats;
}

}  // namespace redquill::cache
