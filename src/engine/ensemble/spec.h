#ifndef REDQUILL_ENGINE_ENSEMBLE_SPEC_H_
#define REDQUILL_ENGINE_ENSEMBLE_SPEC_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/members_beside.h"

namespace redquill::engine::ensemble {

/// How the members' raw values become one: raw = intercept + sum of weight * member's raw.
struct PartSpec {
  std::string name;  ///< The part of the first member that it goes with; empty if that has one.
  double intercept = 0;
  std::vector<double> weights;  ///< One a member, none negative.
  std::vector<double> centres;  ///< The members' mean raw values over the essays learned from:
                                ///< explanations are told against them.

  bool operator==(const PartSpec&) const = default;
};

/// What stands in a manifest's config for the ensemble engine. docs/formats/ensemble.md.
struct Spec {
  std::vector<std::string> members;  ///< The first one says which part speaks.
  std::vector<PartSpec> parts;
  /// Those members that lie beside the package; the others lie inside it.
  std::vector<model::MemberBeside> beside;

  /// nullptr if there is none of that name.
  const PartSpec* Find(std::string_view part) const;

  /// nullptr of a member that lies inside.
  const model::MemberBeside* Beside(std::string_view member) const;

  bool operator==(const Spec&) const = default;
};

/// kCorrupt where a rule is broken, with the JSON path as the field.
Result<Spec> ReadSpec(const nlohmann::json& config);

/// The members that ReadSpec reads, as an object.
nlohmann::json ToJson(const Spec& spec);

}  // namespace redquill::engine::ensemble

#endif  // REDQUILL_ENGINE_ENSEMBLE_SPEC_H_
