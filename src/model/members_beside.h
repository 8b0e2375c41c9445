#ifndef REDQUILL_MODEL_MEMBERS_BESIDE_H_
#define REDQUILL_MODEL_MEMBERS_BESIDE_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json_object.h"

namespace redquill::model {

/// A member of an ensemble that lies beside its package, not inside it. docs/formats/ensemble.md.
struct MemberBeside {
  std::string name;
  std::string digest;  ///< Package::digest of the one that was weighed; no other will do.

  bool operator==(const MemberBeside&) const = default;
};

inline constexpr size_t kMostMembers = 16;

/// Reads `ensemble.beside`, if `ensemble` has it; `fault` gets the first broken rule.
std::vector<MemberBeside> ReadMembersBeside(JsonObject* ensemble, JsonFault* fault);

/// Those that a manifest's config names; none where it is no ensemble's. kCorrupt with the JSON
/// path as the field.
Result<std::vector<MemberBeside>> MembersBeside(const nlohmann::json& config);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_MEMBERS_BESIDE_H_
