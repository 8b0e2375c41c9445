#include "train/feature/cv_tasks.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "base/random.h"
#include "features/features.h"

namespace redquill::train {
namespace {

/// Tests the essays of `prompt` (all for -1) in `fold`, and learns from the rest and the extra
/// ones. What is tested in the fold within which all happens plays no part.
CvTask FoldTask(const EssaySet& set, const CvOptions& options, int fold, int prompt) {
  CvTask task;
  for (size_t row = 0; row < set.size(); ++row) {
    if (prompt >= 0 && set.prompt[row] != prompt) continue;
    const auto part_in = [&](int of) {
      return set.extra[row] ? table::Part::kTrain : *options.folds->PartOf(set.id[row], of);
    };
    if (options.within && part_in(*options.within) == table::Part::kTest) continue;
    const auto part = part_in(fold);
    if (part == table::Part::kTest) {
      task.test.push_back(row);
    } else if (part == table::Part::kTrain || options.train_on_dev) {
      task.learn.push_back(row);
    }
  }
  return task;
}

/// The group of each prompt: each by itself for `groups` 0, else the prompts in order of their
/// essays, most first, each to the group that has the fewest yet.
std::vector<int> PromptGroups(const EssaySet& set, int groups) {
  std::vector<int> group(set.prompts.size());
  std::iota(group.begin(), group.end(), 0);
  if (groups == 0) return group;
  std::vector<size_t> essays(set.prompts.size());
  for (size_t row = 0; row < set.size(); ++row) {
    if (!set.extra[row]) ++essays[static_cast<size_t>(set.prompt[row])];
  }
  std::vector<size_t> order(set.prompts.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return essays[a] > essays[b]; });
  std::vector<size_t> taken(static_cast<size_t>(groups));
  for (const size_t prompt : order) {
    const auto fewest = std::min_element(taken.begin(), taken.end());
    group[prompt] = static_cast<int>(fewest - taken.begin());
    *fewest += essays[prompt];
  }
  return group;
}

/// Tests the essays on the prompts of one group, and learns from those on the others.
CvTask PromptsTask(const EssaySet& set, const std::vector<int>& groups, int group) {
  CvTask task{.learn = {}, .test = {}, .parts = Parts::kGeneral, .scale = {}};
  for (size_t row = 0; row < set.size(); ++row) {
    if (groups[static_cast<size_t>(set.prompt[row])] != group) {
      task.learn.push_back(row);
    } else if (!set.extra[row]) {
      task.test.push_back(row);
    }
  }
  return task;
}

/// Takes out of the essays to learn from those whose text is tested on.
void KeepApart(const EssaySet& set, CvTask* task) {
  std::unordered_set<uint32_t> tested;
  for (const size_t row : task->test) tested.insert(set.text[row]);
  std::erase_if(task->learn, [&](size_t row) { return tested.contains(set.text[row]); });
}

/// Leaves a share of the essays to learn from: the first ones of a permutation by the seed.
void Thin(double share, uint64_t seed, CvTask* task) {
  std::vector<size_t>& learn = task->learn;
  Random(seed).Shuffle(learn);
  learn.resize(static_cast<size_t>(std::ceil(share * static_cast<double>(learn.size()))));
  std::sort(learn.begin(), learn.end());
}

std::vector<std::string> FoldedIds(const EssaySet& set) {
  std::vector<std::string> ids;
  for (size_t row = 0; row < set.size(); ++row) {
    if (!set.extra[row]) ids.push_back(set.id[row]);
  }
  return ids;
}

Parts PartsOf(const EssaySet& set, const std::vector<size_t>& rows) {
  const bool several = std::any_of(rows.begin(), rows.end(), [&](size_t row) {
    return set.prompt[row] != set.prompt[rows.front()];
  });
  return several ? Parts::kByPrompt : Parts::kSingle;
}

/// In which fold an essay is tested; -1: in none.
int TestFold(const table::Folds& folds, const std::string& id) {
  for (int fold = 0; fold < folds.count(); ++fold) {
    if (*folds.PartOf(id, fold) == table::Part::kTest) return fold;
  }
  return -1;
}

/// Refuses essays with the same text in different folds: often a table that was put together twice.
Result<void> RefuseDuplicates(const EssaySet& set, const table::Folds& folds) {
  std::unordered_map<uint32_t, size_t> first;
  size_t pairs = 0;
  std::string named;
  for (size_t row = 0; row < set.size(); ++row) {
    if (set.extra[row]) continue;
    const auto [before, is_new] = first.emplace(set.text[row], row);
    if (is_new) continue;
    const std::string& other = set.id[before->second];
    if (TestFold(folds, set.id[row]) == TestFold(folds, other)) continue;
    if (pairs++ == 0) named = other + " and " + set.id[row];
  }
  if (pairs == 0) return {};
  return Fail(Code::kConflict,
              std::to_string(pairs) +
                  " essays have the text of one in another fold, the first are " + named +
                  ". Remove them, or say --duplicates: then none is learned from where its twin is "
                  "tested.",
              "folds");
}

}  // namespace

model::Scale ScaleOf(const EssaySet& set, const std::vector<size_t>& rows) {
  model::Scale scale{set.score[rows.front()], set.score[rows.front()], 1};
  const auto widen = [&](double score) {
    scale.min = std::min(scale.min, score);
    scale.max = std::max(scale.max, score);
    if (score != std::floor(score)) scale.step = 0.5;
  };
  for (const size_t row : rows) {
    widen(set.score[row]);
    for (const TraitScores& trait : set.traits) {
      if (!std::isnan(trait.score[row])) widen(trait.score[row]);
    }
  }
  return scale;
}

Result<std::vector<CvTask>> MakeTasks(const EssaySet& set, const CvOptions& options) {
  std::vector<CvTask> tasks;
  const auto prompts = static_cast<int>(set.prompts.size());
  if (options.protocol != Protocol::kFolds && prompts < 2) {
    return Fail(Code::kInvalidArgument,
                "This protocol needs essays on several prompts; name their column with "
                "--prompt-column.",
                "prompt");
  }
  if (options.protocol == Protocol::kLeavePromptOut) {
    const int groups = options.prompt_groups == 0 ? prompts : options.prompt_groups;
    if (groups < 2 || groups > prompts) {
      return Fail(Code::kInvalidArgument,
                  "The " + std::to_string(prompts) +
                      " prompts of these essays can't be left out in " + std::to_string(groups) +
                      " groups; --prompt-groups is from 2 to " + std::to_string(prompts) + ".",
                  "prompt_groups");
    }
    const auto group_of = PromptGroups(set, options.prompt_groups);
    for (int group = 0; group < groups; ++group) {
      tasks.push_back(PromptsTask(set, group_of, group));
    }
  } else {
    if (auto fits = options.folds->CheckIds(FoldedIds(set)); !fits) return Failure(fits.error());
    if (!options.duplicates) {
      if (auto apart = RefuseDuplicates(set, *options.folds); !apart) {
        return Failure(apart.error());
      }
    }
    if (options.within && (*options.within < 0 || *options.within >= options.folds->count())) {
      return Fail(Code::kInvalidArgument,
                  "There is no fold " + std::to_string(*options.within) + "; the " +
                      std::to_string(options.folds->count()) + " folds are counted from 0.",
                  "fold");
    }
    for (int fold = 0; fold < options.folds->count(); ++fold) {
      if (fold == options.within) continue;
      if (options.protocol == Protocol::kFolds) {
        tasks.push_back(FoldTask(set, options, fold, -1));
        tasks.back().parts = PartsOf(set, tasks.back().learn);
        continue;
      }
      for (int prompt = 0; prompt < prompts; ++prompt) {
        tasks.push_back(FoldTask(set, options, fold, prompt));
      }
    }
  }
  std::erase_if(tasks, [](const CvTask& task) { return task.test.empty(); });
  std::vector<size_t> all;
  for (const CvTask& task : tasks) all.insert(all.end(), task.test.begin(), task.test.end());
  for (CvTask& task : tasks) {
    KeepApart(set, &task);
    if (options.learn_share < 1) Thin(options.learn_share, options.seed, &task);
    if (task.learn.empty()) {
      return Fail(Code::kInvalidArgument, "A fold leaves no essay to learn from.", "fold");
    }
    std::vector<size_t> both = task.test;
    both.insert(both.end(), task.learn.begin(), task.learn.end());
    const bool own = options.protocol == Protocol::kPromptSpecific;
    task.scale = options.scale ? *options.scale : ScaleOf(set, own ? both : all);
  }
  return tasks;
}

EssaySet OnlyFeatureGroup(const EssaySet& set, std::string_view group) {
  std::vector<size_t> columns;
  const auto table = features::Table();
  for (size_t j = 0; j < table.size(); ++j) {
    if (table[j].group == group) columns.push_back(j);
  }
  EssaySet only;
  only.id = set.id;
  only.score = set.score;
  only.prompt = set.prompt;
  only.extra = set.extra;
  only.words = set.words;
  only.text = set.text;
  only.prompts = set.prompts;
  only.feature_count = columns.size();
  for (const Csr& block : set.blocks) only.blocks.emplace_back(block.columns());
  for (size_t row = 0; row < set.size(); ++row) {
    const auto features = set.FeaturesOf(row);
    for (const size_t j : columns) only.features.push_back(features[j]);
    for (Csr& block : only.blocks) block.Add({});
  }
  return only;
}

Recipe WithoutNgrams(Recipe recipe) {
  for (HeadsRecipe* heads : {&recipe.prompt, &recipe.general, &recipe.single}) {
    heads->blocks.clear();
    heads->crossed.clear();
  }
  return recipe;
}

}  // namespace redquill::train
