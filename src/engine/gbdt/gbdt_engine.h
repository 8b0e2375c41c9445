#ifndef REDQUILL_ENGINE_GBDT_GBDT_ENGINE_H_
#define REDQUILL_ENGINE_GBDT_GBDT_ENGINE_H_

#include <memory>
#include <vector>

#include "engine/engine.h"
#include "engine/gbdt/booster.h"
#include "engine/gbdt/heads.h"
#include "engine/gbdt/kernel.h"
#include "engine/gbdt/spec.h"
#include "engine/gbdt/topics.h"
#include "model/package.h"

namespace redquill::engine::gbdt {

/// Runs feature models (docs/formats/feature-model.md): two ridge heads over hashed n-grams and a
/// kernel on the dense features, and gradient boosted trees over the dense features and the heads:
///
///     raw = blend * trees(features, heads, prompt) + (1 - blend) * head 1
///
/// A model with two parts answers by its part "prompt" where the essay's prompt is one it was
/// trained for (named by the caller, or recognised by its content words), else by "general".
class GbdtEngine final : public Engine {
 public:
  static Result<std::unique_ptr<const Engine>> Open(std::shared_ptr<const model::Package> package);

  Needs needs() const override { return {.features = true, .ngrams = true}; }
  Result<Output> Run(const Input& input, const RunOptions& options) const override;
  std::string Runtime() const override { return RuntimeName(); }

 private:
  struct Part {
    PartSpec spec;
    Heads heads;
    Booster trees;
  };
  GbdtEngine(Spec spec, size_t prompts) : spec_(std::move(spec)), prompts_(prompts) {}

  Result<void> Check(const Input& input) const;
  std::optional<int> PromptOf(const Input& input) const;
  Result<void> Explain(const Part& part, const Heads::Values& heads, std::span<const float> row,
                       std::span<const float> z, int prompt, Output* output) const;

  Spec spec_;
  size_t prompts_;
  Kernel kernel_;
  std::vector<Part> parts_;
  Topics topics_;
};

/// The columns of the trees of a part: the dense features, the heads, and for a part that goes by
/// prompt one column a prompt (1 for the essay's, 0 elsewhere).
size_t TreeColumns(const Spec& spec, const PartSpec& part, size_t prompts);
std::vector<float> TreeRow(std::span<const float> features, std::span<const double> heads,
                           const PartSpec& part, size_t prompts, int prompt);

}  // namespace redquill::engine::gbdt

#endif  // REDQUILL_ENGINE_GBDT_GBDT_ENGINE_H_
