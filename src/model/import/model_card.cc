#include "model/import/model_card.h"

namespace redquill::model {
namespace {

std::string Number(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string What(const Manifest& m) {
  if (m.embeds()) {
    return "Gives an essay's vector of " + std::to_string(m.embedding_width) +
           " numbers, for comparing essays and for training. It gives no score.\n";
  }
  std::string text = "Scores essays:\n\n| output | lowest | highest | step |\n|---|---|---|---|\n";
  for (const Output& output : m.outputs) {
    text += "| " + output.name + " | " + Number(output.scale.min) + " | " +
            Number(output.scale.max) + " | " + Number(output.scale.step) + " |\n";
  }
  return text +
         "\nThe model's values are taken as they are (calibration.json is the identity). How "
         "well they agree with human scores was not measured at the import: measure it with "
         "`redquill evaluate` on essays that the model has not learned from before anyone relies "
         "on "
         "it.\n";
}

std::string Head(const Manifest& m) {
  return "# " + m.title + "\n\nModel `" + m.name + "`, version " + m.version + ". " + What(m) +
         "\nLicence: " + m.licence + "\n\n## Shape\n\n";
}

std::string MadeFrom(const Imported& imported) {
  std::string text = "\n\n## Made from\n\n| file | SHA-256 |\n|---|---|\n";
  for (const auto& [file, digest] : imported.sources) {
    text += "| " + file + " | `" + digest + "` |\n";
  }
  return text;
}

constexpr const char* kWhereNot =
    "\n## Where not to use it\n\nFor decisions about a person without one who reads the essay. For "
    "essays longer than it reads: their end does not count, and the answer says so. What the model "
    "learned from is for its author to say.\n";

}  // namespace

std::string ImportedModelCard(const Imported& imported, const hf::Config& config) {
  const Manifest& m = imported.manifest;
  std::string text = Head(m) + std::string(hf::NameOf(config.architecture)) + ", " +
                     std::to_string(config.layers) + " layers of width " +
                     std::to_string(config.hidden) + ", " + std::to_string(config.heads) +
                     " heads, " + std::to_string(imported.model.parameters) +
                     " parameters; reads at most " + std::to_string(m.max_tokens) +
                     " tokens. Precision " + m.config.value("precision", "") +
                     (imported.int8.empty() ? "" : ", int8 where the processor has VNNI") + ", " +
                     m.config.value("operators", "") + " operators." + MadeFrom(imported);
  if (!imported.model.ignored.empty()) {
    text += "\nTensors of the checkpoint that no result depends on, left out:\n\n";
    for (const std::string& name : imported.model.ignored) text += "- `" + name + "`\n";
  }
  return text + kWhereNot;
}

std::string ImportedOnnxCard(const Imported& imported) {
  const Manifest& m = imported.manifest;
  return Head(m) + "An ONNX graph that another program exported" +
         (m.architecture == "onnx" ? "" : " from an architecture called " + m.architecture) + ", " +
         std::to_string(imported.model.parameters) + " parameters; reads at most " +
         std::to_string(m.max_tokens) + " tokens. Precision " + m.config.value("precision", "") +
         ". Its operators and weights are as they were; its inputs and its result were fitted to "
         "this program's." +
         MadeFrom(imported) + kWhereNot;
}

}  // namespace redquill::model
