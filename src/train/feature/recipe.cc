#include "train/feature/recipe.h"

namespace redquill::train {

Recipe DefaultRecipe() {
  Recipe recipe;
  const std::vector<WeightedBlock> all = {
      {"chars", 1}, {"words", 1}, {"triples", 0.5}, {"shapes", 1}};
  recipe.single = {.blocks = all, .crossed = {}, .kernel = 4, .ngrams_penalty = 1, .penalty = 3};
  recipe.prompt = {.blocks = all,
                   .crossed = {{"words", 4, 0.5}, {"shapes", 4, 0.5}},
                   .kernel = 4,
                   .kernel_crossed = 1,
                   .ngrams_penalty = 2,
                   .penalty = 3};
  recipe.general = {
      .blocks = {{"shapes", 1}}, .crossed = {}, .kernel = 4, .ngrams_penalty = 0.5, .penalty = 3};
  return recipe;
}

}  // namespace redquill::train
