#include "redquill-train/model_card.h"

#include "table/writer.h"

namespace redquill::train_app {

std::string FeatureModelCard(const model::Manifest& manifest, const std::string& command) {
  const auto& scale = manifest.scale();
  std::string card = "# " + manifest.title + "\n\n";
  card += "Scores an English essay on the scale " + table::Number(scale.min) + " to " +
          table::Number(scale.max) +
          " from measured features of the writing and from its words and phrases.\n\n";
  card += "## Trained on\n\n";
  for (const auto& data : manifest.training_data) {
    card += "- " + data.name + ", " + std::to_string(data.essays) + " essays, SHA-256 " +
            data.sha256 + ", " + data.licence + "\n";
  }
  if (const auto& words = manifest.training_words) {
    card += "\nEssays of " + std::to_string(words->min) + " to " + std::to_string(words->max) +
            " words, median " + std::to_string(words->median) + ".\n";
  }
  if (!manifest.prompts.empty()) {
    card +=
        "\nPrompts it was trained for; an essay on any other one is scored by the "
        "prompt-independent part:\n\n";
    for (const auto& prompt : manifest.prompts) card += "- " + prompt + "\n";
  }
  card += "\n## Trained by\n\n    " + command + "\n\n";
  card +=
      "The same command on the same files gives the same bytes. The recipe is in "
      "src/train/feature/recipe.h.\n\n## Measured\n\n";
  card += manifest.metrics.empty()
              ? "No measurement was given when this package was written; see "
                "docs/evaluation-features.md of the program.\n"
              : "On essays it had not learned from:\n\n    " + manifest.metrics.dump() + "\n";
  card +=
      "\n## Intended use and limits\n\n"
      "A second reading beside a person's, practice with feedback, and research. Not the sole "
      "basis of a grade that matters. It measures how an essay is written, not whether what it "
      "says is true. It learned from students in the United States; other writers, ages and "
      "genres may be scored worse. Fairness between groups of writers was not measured.\n\n"
      "## Licence\n\n" +
      manifest.licence + "\n";
  return card;
}

}  // namespace redquill::train_app
