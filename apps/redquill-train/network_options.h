#ifndef REDQUILL_APPS_REDQUILL_TRAIN_NETWORK_OPTIONS_H_
#define REDQUILL_APPS_REDQUILL_TRAIN_NETWORK_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "redquill-train/essay_options.h"
#include "redquill-train/package_options.h"
#include "train/neural/cv_network.h"
#include "train/neural/encoder_fit.h"
#include "train/neural/lstm_fit.h"

namespace redquill::train_app {

/// Each adds what a recipe can be told, with the recipe's values as defaults.
void AddLstmOptions(CLI::App& command, train::LstmRecipe* recipe);
void AddEncoderOptions(CLI::App& command, train::EncoderRecipe* recipe);
void AddLoopOptions(CLI::App& command, train::LoopRecipe* recipe);
void AddStartOptions(CLI::App& command, train::StartRecipe* start);

/// Who teaches beside the human scores.
struct TeacherOptions {
  std::string package, scores;
  double weight = 0.5;
};
void AddTeacherOptions(CLI::App& command, TeacherOptions* options);

/// Puts what the teacher scores the essays into the recipe; nothing where there is no teacher.
Result<void> AskTeacher(const TeacherOptions& options, const EssayOptions& essays,
                        const train::EssaySet& set, train::LoopRecipe* recipe);

/// A training's progress bar, in tokens, with the last epoch behind it. The hooks keep it alive.
train::FitHooks NetworkProgress(const std::string& what, bool quiet);

/// Where a training keeps its state, log and curves: a path without its extension.
void AddWorkOption(CLI::App& command, std::string* work);

/// --bfloat16 and --float32; the default is what the processor has.
void AddBfloat16Option(CLI::App& command, bool* bfloat16);

/// The scale of the package's scores: --scale, else that of the essays. Also sees to it that what
/// is written can be run and compared: the errors of --scale and of finding ONNX Runtime.
Result<model::Scale> ScaleToCheckOn(const EssayOptions& options, const train::EssaySet& set);

/// Writes a trained network's package, its log (WORK.jsonl) and learning curves (WORK.svg), and
/// says what came of it. `about`: sentences for the model card on what the network is.
Result<void> WriteNetwork(const PackageOptions& package, const EssayOptions& essays,
                          const train::EssaySet& set, const train::NetworkModel& model,
                          const std::string& work, const std::string& about);

/// What the verbs that cross-validate networks can be told.
struct CvNetworkArguments {
  EssayOptions essays;
  PromptsOut prompts_out;
  double learn_share = 1;
  bool prompt_scales = false;
  std::vector<int> only;
  std::string scores, work;
};
void AddCvNetworkOptions(CLI::App& command, CvNetworkArguments* arguments);

/// Reads the essays, makes their fit, cross-validates and reports. Creates the work folder first.
Result<void> CrossValidateAndTell(
    const std::string& name, const CvNetworkArguments& arguments,
    const std::function<Result<train::Fit>(const train::EssaySet& set)>& make_fit);

}  // namespace redquill::train_app

#endif  // REDQUILL_APPS_REDQUILL_TRAIN_NETWORK_OPTIONS_H_
