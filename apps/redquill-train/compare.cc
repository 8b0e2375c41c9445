#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "redquill-train/essay_options.h"
#include "redquill-train/verbs.h"
#include "train/ensemble/comparison.h"
#include "train/ensemble/known_prompts.h"

namespace redquill::train_app {
namespace {

struct Options {
  std::vector<std::string> tables;
  bool means = false, known = false, json = false;
  metrics::BootstrapOptions bootstrap;
};

void Print(const train::Comparison& comparison) {
  const bool means = comparison.statistic == train::QwkStatistic::kMeanOverPrompts;
  std::printf("%zu essays, %s\n", comparison.essays,
              means ? ("mean over " + std::to_string(comparison.prompts) + " prompts").c_str()
                    : "all together");
  std::printf("  %-28s %-6s  %-16s  %-9s  %s\n", "", "QWK", "95 % interval", "to first",
              "95 % interval, paired");
  for (const train::Compared& one : comparison.systems) {
    std::printf("  %-28.28s %.4f  [%.4f, %.4f]", one.name.c_str(), one.qwk, one.interval.low,
                one.interval.high);
    if (one.difference) {
      std::printf("  %+.4f    [%+.4f, %+.4f]", *one.difference, one.difference_interval->low,
                  one.difference_interval->high);
    }
    std::printf("\n");
  }
}

Result<void> Run(const Options& options) {
  std::vector<train::ScoreTable> tables;
  for (const std::string& path : options.tables) {
    auto table = train::ReadScoreTable(path);
    if (!table) return Failure(table.error());
    tables.push_back(std::move(*table));
  }
  if (auto aligned = train::Align(tables); !aligned) return aligned;
  if (options.known) {
    const size_t systems = tables.size();
    for (size_t i = 0; i < systems; ++i) tables.push_back(train::WithKnownPrompts(tables[i]));
  }
  const auto comparison = train::Compare(
      tables,
      options.means ? train::QwkStatistic::kMeanOverPrompts : train::QwkStatistic::kAllEssays,
      options.bootstrap);
  if (!comparison) return Failure(comparison.error());
  if (options.json) {
    std::printf("%s\n", ToJson(*comparison).dump(2).c_str());
  } else {
    Print(*comparison);
  }
  return {};
}

}  // namespace

Verb CompareVerb() {
  return {{"compare"},
          "Compare cross-validated scores, one table a model, by a paired bootstrap",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            command
                .add_option("tables", options->tables,
                            "What cv … --scores wrote; the others are compared with the first")
                ->required();
            command.add_flag("--mean-over-prompts", options->means,
                             "QWK within each prompt, averaged (as ASAP is reported)");
            command.add_flag("--known-prompts", options->known,
                             "Beside each what it would reach if it knew the mean and spread of "
                             "each prompt's human scores: a bound for unseen prompts");
            command.add_option("--resamples", options->bootstrap.resamples, "Of the bootstrap")
                ->check(CLI::Range(100, 100000))
                ->capture_default_str();
            command.add_option("--seed", options->bootstrap.seed, "The same gives the same")
                ->capture_default_str();
            command.add_flag("--json", options->json, "Print one JSON object");
            command.footer(
                "Example:\n  redquill-train cv features --data essays.csv --folds folds.tsv "
                "--scores features.csv\n  redquill-train cv lstm --data essays.csv --folds "
                "folds.tsv --scores lstm.csv\n  redquill-train compare features.csv lstm.csv");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->json);
            };
          }};
}

}  // namespace redquill::train_app
