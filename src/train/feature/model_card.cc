#include "train/feature/model_card.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "metrics/evaluation.h"
#include "table/writer.h"

namespace redquill::train {
namespace {

std::string Figure(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

std::string Use(const FeatureModel& model) {
  std::string text =
      "## What it is for\n\nA first or second reading of English student essays, beside people. It "
      "measures how an essay is written: length, words, sentences, structure, spelling, and which "
      "phrases it shares with essays that people scored. It does not read what an essay claims and "
      "can't tell true from false.\n\n";
  if (!model.prompts.empty()) {
    text +=
        "Essays on the prompts below are scored by a part that knows the prompt. All others, and "
        "essays whose prompt is neither named nor recognised, are scored by a part without "
        "anything "
        "about topics; it agrees less with people, and its scores may be off by a constant on a "
        "new "
        "prompt. An answer says which part spoke.\n\n";
  }
  return text +
         "## Where not to use it\n\n"
         "- For decisions about a person without one who reads the essay.\n"
         "- For other languages, poems, lists, notes, or texts much shorter or longer than those "
         "below.\n"
         "- For other ages or rubrics than those of the data, without measuring agreement anew.\n"
         "- Against people who write to please it: long, well-spelt nonsense scores too high.\n"
         "- Agreement by group of students (language, gender, disability) was not measured, as the "
         "data has no such columns.\n";
}

}  // namespace

std::string DataSection(const model::Manifest& manifest, const CardFacts& facts) {
  std::string text = "## Data\n\n| data set | SHA-256 | essays | licence |\n|---|---|---|---|\n";
  for (const auto& data : manifest.training_data) {
    text += "| " + data.name + " | `" + data.sha256 + "` | " + std::to_string(data.essays) + " | " +
            data.licence + " |\n";
  }
  for (const auto& source : facts.sources) {
    if (source.repeated > 0) {
      text += "\n" + std::to_string(source.repeated) + " essays of " + FileName(source.path) +
              " have the text of one read before; each text was learned from once.\n";
    }
    if (source.unscored > 0) {
      text += "\n" + std::to_string(source.unscored) + " essays of " + FileName(source.path) +
              " have no score and were left out.\n";
    }
  }
  if (!facts.prompts.empty()) {
    text += "\nPrompts, with the number of essays:\n\n";
    for (const auto& [prompt, essays] : facts.prompts) {
      text += "- " + prompt + ": " + std::to_string(essays) + "\n";
    }
  }
  if (const auto& words = manifest.training_words) {
    text += "\nLength in words: " + std::to_string(words->min) + " to " +
            std::to_string(words->max) + ", median " + std::to_string(words->median) +
            "; nine in ten have " + std::to_string(words->p05) + " to " +
            std::to_string(words->p95) + ".\n";
  }
  return text;
}

std::string MeasuredSection(const CardFacts& facts) {
  std::string text = "## How well it scores\n\n";
  if (facts.evaluations.empty()) {
    return text +
           "No cross-validation was given when this model was packed. What the manifest "
           "lists as inner agreement comes from the folds that the calibration was fitted "
           "on, and flatters a little.\n";
  }
  text +=
      "Quadratic weighted kappa on score values. Every essay was scored by a model that did not "
      "learn from it; everything, calibration included, was fitted inside the training part.\n";
  for (const auto& evaluation : facts.evaluations) {
    text +=
        "\n`" + evaluation.command + "` (" + std::to_string(evaluation.essays) +
        " essays tested, " + evaluation.statistic +
        "):\n\n| model | without calibration | calibrated | 95 % interval |\n|---|---|---|---|\n";
    for (const auto& rung : evaluation.rungs) {
      text += "| " + rung.name + " | " + Figure(rung.uncalibrated) + " | " +
              Figure(rung.calibrated) + " | " + Figure(rung.interval.low) + " to " +
              Figure(rung.interval.high) + " |\n";
    }
    if (!evaluation.recognition.empty()) text += "\n" + evaluation.recognition + "\n";
  }
  return text;
}

std::string ModelCard(const model::Manifest& manifest, const FeatureModel& model,
                      const CardFacts& facts) {
  const auto& scale = manifest.scale();
  return "# " + manifest.title + "\n\nModel `" + manifest.name + "`, version " + manifest.version +
         ". Scores essays from " + table::Number(scale.min) + " to " + table::Number(scale.max) +
         " in steps of " + table::Number(scale.step) + ".\n\nLicence: " + manifest.licence +
         "\n\n" + Use(model) + "\n" + MeasuredSection(facts) + "\n" + DataSection(manifest, facts) +
         "\n## How it was made\n\n    " + facts.command + "\n\nwith " + facts.program +
         ". The same command with the same files gives the same bytes.\n\nTwo ridge regressions on "
         "hashed n-grams, one of them with a Gaussian kernel on the dense features beside them; "
         "gradient boosted trees on the dense features and both regressions' out-of-fold values; "
         "the "
         "mean of trees and second regression; a line that gives the out-of-fold values the human "
         "scores' mean and spread. The format is described in docs/formats/feature-model.md.\n";
}

nlohmann::json InnerAgreement(const EssaySet& set, std::span<const size_t> rows,
                              const FeatureModel& model, size_t part, const model::Scale& scale) {
  const scoring::Linear* line = model.calibration.Find(model.spec.parts[part].name, "holistic");
  std::vector<metrics::ScorePair> pairs;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (set.extra[rows[i]]) continue;
    const double calibrated = (*line)(model.out_of_fold[part][i]);
    pairs.push_back(
        {set.score[rows[i]], scoring::ToScale(calibrated, scale), calibrated,
         set.prompts.empty() ? "" : set.prompts[static_cast<size_t>(set.prompt[rows[i]])]});
  }
  const auto evaluation = metrics::Evaluate(pairs, scale.step, {.resamples = 200});
  nlohmann::json json = {{"essays", pairs.size()}, {"qwk", evaluation.all.qwk}};
  if (!evaluation.prompts.empty()) json["mean_over_prompts"] = evaluation.mean_qwk;
  return json;
}

}  // namespace redquill::train
