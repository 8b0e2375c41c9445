#include "cache/similar.h"

#include <utility>

namespace redquill::cache {

void SimilarAnswers::UseNear(const NearDuplicates::Options& options) {
  near_ = std::make_unique<NearDuplicates>(options);
}

void SimilarAnswers::UseSemantic(std::unique_ptr<SemanticTier> tier,
                                 std::unique_ptr<const engine::Embedder> embedder) {
  semantic_ = std::move(tier);
  embedder_ = std::move(embedder);
}

SimilarAnswers::Search SimilarAnswers::Look(std::string scope, std::string_view utf8,
                                            store::TimeMs now) {
  Search search;
  search.scope = std::move(scope);
  if (near_) {
    search.outline = OutlineOf(utf8);
    if (auto near = near_->Find(search.scope, search.outline, now)) {
      if (near->given()) {
        search.found = {"near-duplicate", std::move(near->hit), near->similarity};
      } else if (near->audit) {
        search.audited = std::move(near);
      }
      return search;
    }
  }
  if (!semantic_) return search;
  auto embedding = embedder_->EmbedWhole(utf8);
  if (!embedding) return search;
  search.vector = std::move(embedding->vector);
  search.decision = semantic_->Ask(search.scope, search.vector, now);
  if (search.decision.act == SemanticTier::Act::kServe) {
    search.found = {"semantic", search.decision.neighbour, search.decision.similarity};
  }
  return search;
}

void SimilarAnswers::Learn(Search search, const std::shared_ptr<const scoring::Answer>& scored,
                           store::TimeMs now) {
  if (search.audited) near_->Audited(*search.audited, *scored);
  if (near_) near_->Put(search.scope, std::move(search.outline), scored, now);
  if (!semantic_ || search.vector.empty()) return;
  semantic_->Learn(search.decision, *scored);
  semantic_->Put(search.scope, search.vector, scored, now);
}

SimilarAnswers::Glance SimilarAnswers::Peek(const std::string& scope, std::string_view utf8,
                                            store::TimeMs now) const {
  Glance glance{near_ != nullptr, semantic_ != nullptr, {}, {}};
  if (near_) glance.near = near_->Peek(scope, OutlineOf(utf8), now);
  if (!semantic_) return glance;
  if (const auto embedding = embedder_->EmbedWhole(utf8)) {
    glance.semantic = semantic_->Peek(scope, embedding->vector, now);
  }
  return glance;
}

SimilarAnswers::Stats SimilarAnswers::stats() const {
  Stats stats;
  if (near_) stats.near = near_->stats();
  if (semantic_) stats.semantic = semantic_->stats();
  return stats;
}

}  // namespace redquill::cache
