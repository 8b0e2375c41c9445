#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/file.h"
#include "model/package.h"
#include "redquill-train/command_line.h"
#include "redquill-train/essay_options.h"
#include "redquill-train/lstm_options.h"
#include "redquill-train/verbs.h"
#include "train/feature/cv_tasks.h"
#include "train/feature/evaluation_summary.h"

namespace redquill::train_app {
namespace {

struct Options {
  EssayOptions essays;
  train::LstmRecipe recipe;
  std::string out, name, title = "LSTM", version = "1.0.0", licence = "not stated", work;
};

model::Manifest MakeManifest(const Options& options, const train::EssaySet& set,
                             const model::Scale& scale, const train::LstmModel& model) {
  model::Manifest manifest;
  manifest.name =
      options.name.empty() ? std::filesystem::path(options.out).stem().string() : options.name;
  manifest.title = options.title;
  manifest.version = options.version;
  manifest.licence = options.licence;
  manifest.outputs = {{"holistic", scale}};
  for (const auto& source : set.sources) {
    manifest.training_data.push_back({train::FileName(source.path), source.sha256,
                                      source.essays + source.repeated, options.licence});
  }
  const auto best = std::find_if(model.history.rbegin(), model.history.rend(),
                                 [](const train::EpochRecord& r) { return r.best; });
  manifest.metrics = {{"validation",
                       {{"essays", model.validated},
                        {"epoch", best->epoch},
                        {"loss", best->validation_loss},
                        {"training_loss", best->train_loss},
                        {"correlation", best->validation_correlation}}}};
  return manifest;
}

std::string Card(const model::Manifest& manifest, const train::LstmModel& model) {
  const auto& v = manifest.metrics["validation"];
  char figures[320];
  std::snprintf(figures, sizeof figures,
                "Learned from %zu essays; %zu more chose the epoch (%d) and the calibration line: "
                "there the correlation with human scores is %.3f, which flatters a little. Mean "
                "squared error of standardised scores: %.3f in training, %.3f in validation.",
                model.learned, model.validated, v["epoch"].get<int>(),
                v["correlation"].get<double>(), v["training_loss"].get<double>(),
                v["loss"].get<double>());
  return "# " + manifest.title + "\n\nModel `" + manifest.name + "`, version " + manifest.version +
         ". Licence: " + manifest.licence +
         "\n\nA bidirectional LSTM over word embeddings, made for a first or second reading of "
         "English student essays beside people. Not for decisions about a person without one who "
         "reads the essay, nor for other languages, ages or rubrics without measuring anew.\n\n## "
         "How well it scores\n\n" +
         figures + "\n\n## How it was made\n\n    " + PublishedCommand() + "\n";
}

Result<void> Run(const Options& options) {
  train::UseOneThread();
  auto given = ScaleOf(options.essays);
  if (!given) return Failure(given.error());
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
          std::pair{".svg", train::CurvesSvg(model->history, options.title)}}) {
      if (auto kept = WriteFileAtomically(options.work + end, text); !kept) return kept;
    }
  }
  const model::Manifest manifest = MakeManifest(options, *set, scale, *model);
  const auto bytes = train::PackLstm(*model, manifest, Card(manifest, *model));
  if (!bytes) return Failure(bytes.error());
  if (auto written = WriteFileAtomically(options.out, *bytes); !written) return written;
  const auto heading = model::ReadHeading(options.out);
  if (!heading) return Failure(heading.error());
  if (options.essays.json) {
    const nlohmann::json told = {{"file", options.out},
                                 {"digest", heading->digest},
                                 {"bytes", bytes->size()},
                                 {"essays", set->size()},
                                 {"validation", manifest.metrics["validation"]}};
    std::printf("%s\n", told.dump(2).c_str());
  } else {
    std::printf(
        "%s: %zu bytes, learned from %zu essays\n  digest %s\n  correlation %.4f on %zu "
        "validation essays\n",
        options.out.c_str(), bytes->size(), model->learned, heading->digest.c_str(),
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
            command.add_option("--out", options->out, "The package to write, NAME.rqm")->required();
            command.add_option("--name", options->name, "The model's name (default: the file's)");
            command.add_option("--title", options->title, "One line about it for people");
            command.add_option("--model-version", options->version, "Its version")
                ->capture_default_str();
            command.add_option("--licence", options->licence, "The model's licence");
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
