#ifndef REDQUILL_ENGINE_GBDT_SPEC_H_
#define REDQUILL_ENGINE_GBDT_SPEC_H_

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace redquill::engine::gbdt {

/// Name of the file with every weight but the trees'.
inline constexpr std::string_view kWeightsFile = "weights.safetensors";

/// A block of hashed n-grams that the model reads.
struct BlockSpec {
  std::string name;
  uint32_t columns = 0;

  bool operator==(const BlockSpec&) const = default;
};

/// A block that a part reads a second time with weights of the essay's prompt: `fold` neighbouring
/// columns are added to one, and the row is brought back to length 1.
struct FoldedSpec {
  std::string block;
  uint32_t fold = 1;

  bool operator==(const FoldedSpec&) const = default;
};

/// One part of the model: two ridge heads and the trees on top of them.
struct PartSpec {
  std::string name;                 ///< "prompt", "general"; empty where it is the only one.
  std::vector<std::string> blocks;  ///< Blocks that both heads read.
  std::vector<FoldedSpec> folded;   ///< Read with weights of the essay's prompt.
  bool by_prompt = false;           ///< Trees and kernel know the prompt; the essay must have one.
  double blend = 0.5;               ///< Share of the trees in the raw value; the rest is head 1.
  std::string trees;                ///< The file with the booster.

  bool operator==(const PartSpec&) const = default;
};

/// What stands in a manifest's config for the gbdt engine. docs/formats/feature-model.md.
struct Spec {
  uint32_t features = 0;  ///< How many dense features there are.
  std::vector<BlockSpec> blocks;
  std::vector<double> gammas;   ///< Of the Gaussian kernel's terms, ascending; see kernel.h.
  std::vector<PartSpec> parts;  ///< One, or "prompt" and "general".
  std::string topics;           ///< The block that prompts are recognised by; may be empty.

  /// Where a block stands in `blocks`; -1 if it doesn't.
  int BlockOf(std::string_view name) const;

  bool operator==(const Spec&) const = default;
};

/// Reads a spec for a model with `prompts` prompts. kCorrupt where a rule is broken, with the JSON
/// path as the field.
Result<Spec> ReadSpec(const nlohmann::json& config, size_t prompts);

/// The members that ReadSpec reads, as an object.
nlohmann::json ToJson(const Spec& spec);

}  // namespace redquill::engine::gbdt

#endif  // REDQUILL_ENGINE_GBDT_SPEC_H_
