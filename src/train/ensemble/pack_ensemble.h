#ifndef REDQUILL_TRAIN_ENSEMBLE_PACK_ENSEMBLE_H_
#define REDQUILL_TRAIN_ENSEMBLE_PACK_ENSEMBLE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/package.h"
#include "train/ensemble/blend.h"

namespace redquill::train {

/// The parts that the first member of an ensemble can speak with, as its calibration.json has them.
Result<std::vector<std::string>> PartsOf(const model::Package& member);

/// Where the members of an ensemble lie: whole in its package, or as packages in the same folder,
/// named by their digests, which others may use too.
enum class MembersLie { kInside, kBeside };

/// The bytes of an ensemble's package: the members, and a blend for each part of the first member.
/// `manifest` brings name, title, version, licence and metrics; the members fill in scale, prompts
/// and training data. `card` is MODEL_CARD.md; none if empty.
///
/// kInvalidArgument where a member shares another's name, is an ensemble itself, has several
/// outputs or another scale or other prompts than the first, or requires what contradicts another;
/// where two read features, there are more than kMostMembers, or a part has no blend.
Result<std::string> PackEnsemble(const std::vector<std::shared_ptr<const model::Package>>& members,
                                 const std::map<std::string, Blend>& blends, MembersLie lie,
                                 model::Manifest manifest, const std::string& card);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_ENSEMBLE_PACK_ENSEMBLE_H_
