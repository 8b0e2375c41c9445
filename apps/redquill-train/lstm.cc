#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/file.h"
#include "redquill-train/essay_options.h"
#include "redquill-train/lstm_options.h"
#include "redquill-train/package_options.h"
#include "redquill-train/verbs.h"
#include "train/feature/cv_tasks.h"
#include "train/neural/lstm_card.h"

namespace redquill::train_app {
namespace {

struct Options {
  EssayOptions essays;
  train::LstmRecipe recipe;
  PackageOptions package;
  std::string work;
};

nlohmann::json Validation(const train::LstmModel& model) {
  const auto best = std::find_if(model.history.rbegin(), model.history.rend(),
                                 [](const train::EpochRecord& r) { return r.best; });
  return {{"essays", model.validated},
          {"epoch", best->epoch},
          {"loss", best->validation_loss},
          {"training_loss", best->train_loss},
          {"correlation", best->validation_correlation}};
}

Result<void> Run(const Options& options) {
  train::UseOneThread();
  auto given = ScaleOf(options.essays);
  if (!given) return Failure(given.error());
  const auto evaluations = ReadEvaluations(options.package);
  if (!evaluations) return Failure(evaluations.error());
  const auto set = ReadEssays(options.essays, train::Content::kTexts);
  if (!set) return Failure(set.error());
  std::vector<size_t> rows(set->size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  const model::Scale scale = *given ? **given : train::ScaleOf(*set, rows);
  const std::string checkpoint = options.work.empty() ? "" : options.work + ".safetensors";
  const auto model = train::FitLstm(*set, rows, options.recipe, false, options.essays.seed,
                                    checkpoint, LstmProgress("Training", options.essays.quiet));
  if (!model) return Failure(model.error());
  if (!options.work.empty()) {
    for (const auto& [end, text] :
         {std::pair{".jsonl", train::JsonLines(model->history)},
          std::pair{".svg", train::CurvesSvg(model->history, options.package.title)}}) {
      if (auto kept = WriteFileAtomically(options.work + end, text); !kept) return kept;
    }
  }
  model::Manifest manifest = ManifestOf(options.package, *set, scale);
  manifest.metrics = {{"validation", Validation(*model)},
                      {"cross_validation", ToJson(*evaluations)}};
  const auto facts = FactsOf(*set, *evaluations, "LibTorch");
  const auto bytes = train::PackLstm(*model, manifest, train::LstmCard(manifest, *model, facts));
  if (!bytes) return Failure(bytes.error());
  const auto digest = WriteAndDigest(options.package, *bytes);
  if (!digest) return Failure(digest.error());
  if (options.essays.json) {
    const nlohmann::json told = {{"file", options.package.out},
                                 {"digest", *digest},
                                 {"bytes", bytes->size()},
                                 {"essays", set->size()},
                                 {"validation", manifest.metrics["validation"]}};
    std::printf("%s\n", told.dump(2).c_str());
  } else {
    std::printf(
        "%s: %zu bytes, learned from %zu essays\n  digest %s\n  correlation %.4f on %zu "
        "validation essays\n",
        options.package.out.c_str(), bytes->size(), model->learned, digest->c_str(),
        manifest.metrics["validation"]["correlation"].get<double>(), model->validated);
  }
  return {};
}

}  // namespace

Verb LstmVerb() {
  return {{"lstm"}, "Train an LSTM", [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            AddEssayOptions(command, &options->essays);
            AddLstmOptions(command, &options->recipe);
            AddPackageOptions(command, &options->package, "LSTM");
            command.add_option("--work", options->work,
                               "Keep WORK.safetensors (to go on from after an interruption), "
                               "WORK.jsonl and WORK.svg (learning curves)");
            command.footer(
                "Example:\n  redquill-train lstm --data essays.csv --out lstm.rqm --work lstm");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->essays.json);
            };
          }};
}

}  // namespace redquill::train_app
