#ifndef REDQUILL_CACHE_SIMILAR_H_
#define REDQUILL_CACHE_SIMILAR_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cache/near.h"
#include "cache/semantic.h"
#include "engine/embedder.h"

namespace redquill::cache {

/// Tiers 1 and 2 together: answers that were given to other texts, each marked with its tier and
/// how alike the texts are. Either may be left out. Safe from many threads.
class SimilarAnswers {
 public:
  struct Found {
    std::string_view tier;  ///< "near-duplicate" or "semantic".
    Hit hit;
    double similarity = 0;
  };
  /// What was found; where that is nothing, what Learn needs once the text was scored.
  struct Search {
    std::optional<Found> found;
    std::string scope;
    Outline outline;
    std::vector<float> vector;
    SemanticCache::Decision decision;
  };
  struct Stats {
    std::optional<NearDuplicates::Stats> near;
    std::optional<SemanticCache::Stats> semantic;
  };

  void UseNear(const NearDuplicates::Options& options);
  /// Embeds whole texts with it, which costs as much as its model does.
  void UseSemantic(const SemanticCache::Options& options,
                   std::unique_ptr<const engine::Embedder> embedder);

  /// `utf8` is a normalised text; `scope` as ScopeOf. A text that can't be embedded has no
  /// neighbours.
  Search Look(std::string scope, std::string_view utf8, store::TimeMs now);
  /// After a search that found nothing, with the text's own answer.
  void Learn(Search search, const std::shared_ptr<const scoring::Answer>& scored,
             store::TimeMs now);
  Stats stats() const;

 private:
  std::unique_ptr<NearDuplicates> near_;
  std::unique_ptr<SemanticCache> semantic_;
  std::unique_ptr<const engine::Embedder> embedder_;
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_SIMILAR_H_
