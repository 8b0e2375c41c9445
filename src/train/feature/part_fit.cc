#include "train/feature/part_fit.h"

#include <algorithm>
#include <optional>

#include "engine/gbdt/gbdt_engine.h"
#include "train/feature/heads_fit.h"
#include "train/feature/parallel.h"
#include "train/feature/trees.h"

namespace redquill::train {
namespace {

using engine::gbdt::kHeads;

/// The trees' rows of the essays for which `take` says so, and their scores.
struct TreeRows {
  std::vector<float> rows;
  std::vector<double> score;
  std::vector<size_t> essay;
};

template <typename Take>
TreeRows Select(const std::vector<std::vector<float>>& all, const TrainingRows& rows, Take take) {
  TreeRows chosen;
  for (size_t i = 0; i < all.size(); ++i) {
    if (!take(i)) continue;
    chosen.rows.insert(chosen.rows.end(), all[i].begin(), all[i].end());
    chosen.score.push_back(rows.score[i]);
    chosen.essay.push_back(i);
  }
  return chosen;
}

}  // namespace

Result<FittedPart> FitPart(const engine::gbdt::Spec& spec, const PartPlan& plan,
                           const TrainingRows& rows, const Nystroem& nystroem, size_t prompts,
                           const Recipe& recipe, int threads, const StepDone& step) {
  FittedPart part;
  part.spec.name = plan.name;
  for (const auto& block : plan.heads.blocks) part.spec.blocks.push_back(block.name);
  for (const auto& crossed : plan.heads.crossed) {
    part.spec.folded.push_back({crossed.name, crossed.fold});
  }
  part.spec.by_prompt = plan.by_prompt;
  part.spec.blend = recipe.blend;
  part.spec.trees = (plan.name.empty() ? "model" : plan.name) + ".ubj";

  FittedHeads heads = FitHeads(spec, plan, rows, nystroem, prompts, threads, step);
  part.heads = std::move(heads.weights);
  const auto& known = heads.out_of_fold;
  std::vector<std::vector<float>> all;
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::vector<double> of_essay = {static_cast<double>(known[0][i]),
                                          static_cast<double>(known[1][i])};
    all.push_back(
        engine::gbdt::TreeRow(std::span(rows.features).subspan(i * spec.features, spec.features),
                              of_essay, part.spec, prompts, rows.prompt[i]));
  }

  part.out_of_fold.resize(rows.size());
  const int folds = *std::max_element(plan.inner.begin(), plan.inner.end()) + 1;
  std::vector<std::optional<Error>> errors(static_cast<size_t>(folds) + 1);
  ParallelFor(errors.size(), threads, [&](size_t lane) {
    const auto left_out = [&](size_t i) { return static_cast<size_t>(plan.inner[i]) + 1 == lane; };
    const auto learn = Select(all, rows, [&](size_t i) { return !left_out(i); });
    auto trees = FitTrees(learn.rows, learn.score, recipe.trees, plan.seed + lane);
    step();
    if (!trees) {
      errors[lane] = trees.error();
      return;
    }
    if (lane == 0) {
      part.trees = std::move(*trees);
      return;
    }
    const auto test = Select(all, rows, left_out);
    const auto values = PredictTrees(*trees, test.rows, all.front().size());
    if (!values) {
      errors[lane] = values.error();
      return;
    }
    for (size_t i = 0; i < test.essay.size(); ++i) {
      const size_t essay = test.essay[i];
      part.out_of_fold[essay] =
          recipe.blend * (*values)[i] + (1.0 - recipe.blend) * static_cast<double>(known[1][essay]);
    }
  });
  for (auto& error : errors) {
    if (error) return Failure(std::move(*error));
  }
  return part;
}

}  // namespace redquill::train
