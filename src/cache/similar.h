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
/// how alike the texts are. Either may be left out. A text with a near duplicate whose answer is
/// not given is scored; tier 2 is not asked then. Safe from many threads.
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
    std::optional<NearHit> audited;  ///< A near duplicate's answer that is to be compared.
    SemanticTier::Decision decision;
  };
  struct Stats {
    std::optional<NearDuplicates::Stats> near;
    std::optional<SemanticTier::Stats> semantic;
  };

  void UseNear(const NearDuplicates::Options& options);
  /// Embeds whole texts with it, which costs as much as its model does.
  void UseSemantic(std::unique_ptr<SemanticTier> tier,
                   std::unique_ptr<const engine::Embedder> embedder);

  /// `utf8` is a normalised text; `scope` as ScopeOf. A text that can't be embedded has no
  /// neighbours.
  Search Look(std::string scope, std::string_view utf8, store::TimeMs now);
  /// After a search that found nothing, with the text's own answer.
  void Learn(Search search, const std::shared_ptr<const scoring::Answer>& scored,
             store::TimeMs now);
  Stats stats() const;

  /// What each tier would do with a text; nothing for one that is left out (or, of tier 2, a text
  /// that can't be embedded). Leaves no trace; costs as much as Look.
  struct Glance {
    bool has_near = false, has_semantic = false;
    std::optional<NearHit> near;
    std::optional<SemanticTier::Decision> semantic;
  };
  Glance Peek(const std::string& scope, std::string_view utf8, store::TimeMs now) const;

 private:
  std::unique_ptr<NearDuplicates> near_;
  std::unique_ptr<SemanticTier> semantic_;
  std::unique_ptr<const engine::Embedder> embedder_;
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_SIMILAR_H_
