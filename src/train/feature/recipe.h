#ifndef REDQUILL_TRAIN_FEATURE_RECIPE_H_
#define REDQUILL_TRAIN_FEATURE_RECIPE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace redquill::train {

/// An n-gram block in a ridge regression: its kernel counts `weight` times.
struct WeightedBlock {
  std::string name;
  double weight = 1;
};

/// A block folded to `fold` times fewer columns, whose kernel counts `weight` times for two essays
/// on one prompt and not at all for others (multi-task learning by kernels; Evgeniou, Micchelli and
/// Pontil, JMLR 2005).
struct CrossedBlock {
  std::string name;
  uint32_t fold = 4;
  double weight = 0.5;
};

/// What the two ridge heads of a part read and how strongly they are held.
struct HeadsRecipe {
  std::vector<WeightedBlock> blocks;
  std::vector<CrossedBlock> crossed;
  double kernel = 4;          ///< Weight of the Gaussian kernel on the dense features, in head 1.
  double kernel_crossed = 0;  ///< The same for two essays on one prompt.
  double ngrams_penalty = 1;  ///< Of head 0.
  double penalty = 3;         ///< Of head 1.
};

/// Gradient boosted trees on squared error, by XGBoost's names.
struct TreesRecipe {
  int rounds = 300;
  int depth = 3;
  double eta = 0.04;
  double subsample = 0.8;
  double colsample = 0.2;
  double min_child_weight = 20;
  int bins = 128;
};

/// Everything about a feature model that is not learned from the data. The values here were found
/// by trying neighbours on three measurements at once (docs/evaluation-features.md says how); they
/// are the same for every data set.
struct Recipe {
  HeadsRecipe prompt;   ///< For essays on prompts of the training set.
  HeadsRecipe general;  ///< For all others: nothing that is about a topic.
  HeadsRecipe single;   ///< For a model of one prompt.
  TreesRecipe trees;
  std::vector<double> gammas = {0.05, 0.4};
  size_t landmarks = 1000;
  double blend = 0.5;   ///< Share of the trees in the raw value.
  int inner_folds = 5;  ///< Where the caller gives none.
};

/// The recipe that models are trained by.
Recipe DefaultRecipe();

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_RECIPE_H_
