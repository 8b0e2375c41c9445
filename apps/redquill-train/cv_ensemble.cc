#include "train/ensemble/cv_ensemble.h"

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "redquill-train/command_line.h"
#include "redquill-train/cv_print.h"
#include "redquill-train/essay_options.h"
#include "redquill-train/verbs.h"
#include "train/feature/evaluation_summary.h"

namespace redquill::train_app {
namespace {

struct Options {
  std::vector<std::string> tables;
  std::string folds, scale, scores;
  PromptsOut prompts_out;
  bool prompt_specific = false, json = false;
  uint64_t seed = 1;
};

Result<train::Protocol> ProtocolOf(const Options& options) {
  if (options.prompts_out.Asked()) return train::Protocol::kLeavePromptOut;
  if (options.folds.empty()) {
    return Fail(Code::kInvalidArgument,
                "Give the folds that the tables were made with by --folds FILE, or say "
                "--leave-one-prompt-out.",
                "folds");
  }
  return options.prompt_specific ? train::Protocol::kPromptSpecific : train::Protocol::kFolds;
}

nlohmann::json WeightsJson(const std::vector<train::Blend>& blends) {
  nlohmann::json json = nlohmann::json::array();
  for (const train::Blend& blend : blends) json.push_back(blend.part.weights);
  return json;
}

void PrintWeights(const std::vector<train::ScoreTable>& members,
                  const std::vector<train::Blend>& blends) {
  std::printf("Weights, mean of %zu fits:", blends.size());
  for (size_t m = 0; m < members.size(); ++m) {
    double sum = 0;
    for (const train::Blend& blend : blends) sum += blend.part.weights[m];
    std::printf("  %s %.3f", members[m].name.c_str(), sum / static_cast<double>(blends.size()));
  }
  std::printf("\n");
}

Result<void> Run(const Options& options) {
  const auto protocol = ProtocolOf(options);
  if (!protocol) return Failure(protocol.error());
  const auto scale = ReadScale(options.scale);
  if (!scale) return Failure(scale.error());
  std::vector<train::ScoreTable> members;
  for (const std::string& path : options.tables) {
    auto table = train::ReadScoreTable(path);
    if (!table) return Failure(table.error());
    members.push_back(std::move(*table));
  }
  if (auto aligned = train::Align(members); !aligned) return aligned;
  table::Folds folds;
  if (!options.folds.empty()) {
    auto read = table::ReadFoldsFile(options.folds);
    if (!read) return Failure(read.error());
    folds = std::move(*read);
  }
  const train::CvOptions cv{.protocol = *protocol,
                            .folds = &folds,
                            .prompt_groups = options.prompts_out.groups,
                            .scale = *scale,
                            .seed = options.seed};
  const train::EssaySet set = train::SetOf(members.front());
  std::vector<train::Blend> blends;
  const auto report = train::CrossValidateEnsemble(set, members, cv, &blends);
  if (!report) return Failure(report.error());
  if (!options.scores.empty()) {
    if (auto written = WriteScores(set, *report, options.scores); !written) return written;
  }
  if (options.json) {
    auto json = train::ToJson(*report);
    json["weights"] = WeightsJson(blends);
    auto summary = train::Summarise(*report, *protocol, PublishedCommand(), set.sources);
    summary.data = "cross-validated scores";
    json["summary"] = train::ToJson(summary);
    std::printf("%s\n", json.dump(2).c_str());
  } else {
    PrintReport(*report, *protocol);
    PrintWeights(members, blends);
  }
  return {};
}

}  // namespace

Verb CvEnsembleVerb() {
  return {{"cv", "ensemble"},
          "Cross-validate an ensemble from its members' cross-validated scores",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            command.add_option("tables", options->tables, "What cv … --scores wrote, one a member")
                ->required();
            command.add_option("--folds", options->folds, "The folds that they were made with");
            command.add_flag("--prompt-specific", options->prompt_specific,
                             "Weights of its own for each prompt, on its own scale");
            AddPromptsOutOptions(command, &options->prompts_out);
            command.add_option("--scale", options->scale,
                               "MIN:MAX or MIN:MAX:STEP (default: the scores that occur)");
            command.add_option("--scores", options->scores, "Write each essay's scores to a .csv");
            command.add_option("--seed", options->seed, "Of the intervals")->capture_default_str();
            command.add_flag("--json", options->json, "Print one JSON object");
            command.footer(
                "Example:\n  redquill-train cv ensemble features.csv lstm.csv --folds folds.tsv "
                "--scores ensemble.csv");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->json);
            };
          }};
}

}  // namespace redquill::train_app
