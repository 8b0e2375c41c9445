#include "cache/similar.h"

#include <utility>

namespace redquill::cache {

void SimilarAnswers::UseNear(const NearDuplicates::Options& options) {
  near_ = std::make_unique<NearDuplicates>(options);
}

void SimilarAnswers::UseSemantic(const SemanticCache::Options& options,
                                 std::unique_ptr<const engine::Embedder> embedder) {
  semantic_ = std::make_unique<SemanticCache>(options);
  embedder_ = std::move(embedder);
}

SimilarAnswers::Search SimilarAnswers::Look(std::string scope, std::string_view utf8,
                                            store::TimeMs now) {
  Search search;
  search.scope = std::move(scope);
  if (near_) {
    search.outline = OutlineOf(utf8);
    if (auto near = near_->Find(search.scope, search.outline, now)) {
      search.found = {"near-duplicate", std::move(near->hit), near->similarity};
      return search;
    }
  }
  if (!semantic_) return search;
  auto embedding = embedder_->EmbedWhole(utf8);
  if (!embedding) return search;
  search.vector = std::move(embedding->vector);
  search.decision = semantic_->Ask(search.scope, search.vector, now);
  if (search.decision.act == SemanticCache::Act::kServe) {
    search.found = {"semantic", search.decision.neighbour, search.decision.similarity};
  }
  return search;
}

void SimilarAnswers::Learn(Search search, const std::shared_ptr<const scoring::Answer>& scored,
                           store::TimeMs now) {
  if (near_) near_->Put(search.scope, std::move(search.outline), scored, now);
  if (!semantic_ || search.vector.empty()) return;
  semantic_->Learn(search.decision, *scored);
  semantic_->Put(search.scope, search.vector, scored, now);
}

SimilarAnswers::Stats SimilarAnswers::stats() const {
  Stats stats;
  if (near_) stats.near = near_->stats();
  if (semantic_) stats.semantic = semantic_->stats();
  return stats;
}

}  // namespace redquill::cache
