#include "train/neural/network_card.h"

#include <cstdio>

#include "table/writer.h"

namespace redquill::train {
namespace {

std::string Learned(const model::Manifest& manifest, const NetworkModel& model) {
  const auto& v = manifest.metrics["validation"];
  char text[480];
  int length = std::snprintf(
      text, sizeof text,
      "This very model learned from %zu essays; %zu more chose the epoch (%d) and the "
      "calibration line. On those its correlation with human scores is %.3f, which "
      "flatters a little. ",
      model.learned, model.validated, v["epoch"].get<int>(), v["correlation"].get<double>());
  const double training = v["training_loss"].get<double>(), validation = v["loss"].get<double>();
  const auto rest = sizeof text - static_cast<size_t>(length);
  if (model.loss.kind == LossKind::kSquared) {
    std::snprintf(text + length, rest,
                  "Mean squared error of standardised scores: %.3f in training and %.3f in "
                  "validation; the gap is what it learned by heart.\n",
                  training, validation);
  } else {
    std::snprintf(text + length, rest,
                  "Its %s loss was %.3f in training; the mean squared error of standardised scores "
                  "is %.3f in validation.\n",
                  std::string(NameOf(model.loss.kind)).c_str(), training, validation);
  }
  return text;
}

/// What the written model gives beside the trained network, where that was measured.
std::string Exported(const NetworkModel& model) {
  if (!model.check) return "";
  const ExportCheck& check = *model.check;
  char text[640];
  int length = std::snprintf(
      text, sizeof text,
      "\nWritten and run by the engine: from LibTorch to the fp32 model a raw score moves by at "
      "most %.1e (first %zu of the %zu validation essays). QWK on all of them with fp32 weights "
      "%.4f",
      check.largest_difference, check.compared, check.essays, check.fp32_qwk);
  const auto rest = sizeof text - static_cast<size_t>(length);
  if (check.int8) {
    std::snprintf(text + length, rest,
                  ", with int8 %.4f, which moves a raw score by at most %.3f. int8 is kept where "
                  "it costs at most %.3f: this package is %s.\n",
                  check.int8_qwk, check.largest_change, kMostInt8Loss,
                  std::string(NameOf(check.kept)).c_str());
  } else {
    std::snprintf(text + length, rest, ".\n");
  }
  return text;
}

/// Which scores it gives, where they are several.
std::string ScoresText(const model::Manifest& manifest) {
  if (manifest.outputs.size() == 1) return "";
  std::string text;
  for (const auto& output : manifest.outputs) text += (text.empty() ? " " : ", ") + output.name;
  return " One network gives all of its scores:" + text +
         ". What is said of its score below is of the first.";
}

constexpr const char* kUse =
    "## What it is for\n\nA first or second reading of English student essays, beside people. It "
    "knows no prompt. It can't tell true from false.\n\n"
    "## Where not to use it\n\n"
    "- For decisions about a person without one who reads the essay.\n"
    "- For other languages, ages or rubrics than those of the data, without measuring agreement "
    "anew.\n"
    "- For texts much shorter or longer than those below.\n"
    "- Agreement by group of students (language, gender, disability) was not measured, as the data "
    "has no such columns.\n";

}  // namespace

std::string NetworkCard(const model::Manifest& manifest, const NetworkModel& model,
                        const std::string& about, const CardFacts& facts) {
  const auto& scale = manifest.scale();
  return "# " + manifest.title + "\n\nModel `" + manifest.name + "`, version " + manifest.version +
         ". Scores essays from " + table::Number(scale.min) + " to " + table::Number(scale.max) +
         " in steps of " + table::Number(scale.step) + "." + ScoresText(manifest) +
         "\n\nLicence: " + manifest.licence + "\n\n" + kUse + "\n" + MeasuredSection(facts) + "\n" +
         Learned(manifest, model) + Exported(model) + "\n" + DataSection(manifest, facts) +
         "\n## How it was made\n\n    " + facts.command + "\n\nwith " + facts.program + ". " +
         about + " " + std::to_string(model.parameters) +
         " parameters. The same command gives the same bytes on the same processor type and "
         "libraries.\n";
}

}  // namespace redquill::train
