#include "train/ensemble/ensemble_card.h"

#include <cstdio>

#include "table/writer.h"

namespace redquill::train {
namespace {

std::string Members(const std::vector<std::shared_ptr<const model::Package>>& members,
                    const std::map<std::string, Blend>& blends, MembersLie lie) {
  std::string head = "| member | package's digest |", rule = "|---|---|";
  for (const auto& [part, blend] : blends) {
    head += " weight" + (part.empty() ? "" : ", part `" + part + "`") + " |";
    rule += "---|";
  }
  std::string text = "## Members\n\n" + head + "\n" + rule + "\n";
  for (size_t m = 0; m < members.size(); ++m) {
    text += "| " + members[m]->manifest().name + ", " + members[m]->manifest().architecture +
            " | `" + members[m]->digest() + "` |";
    for (const auto& [part, blend] : blends) {
      char weight[32];
      std::snprintf(weight, sizeof weight, " %.3f |", blend.part.weights[m]);
      text += weight;
    }
    text += "\n";
  }
  return text +
         "\nRaw value = a constant + the sum of weight times a member's raw value. The weights are "
         "least squares of human scores on the members' cross-validated raw values, none below 0; "
         "behind them a line gives the human scores' mean and spread. " +
         (lie == MembersLie::kInside
              ? "Each member's own card lies under members/ in the package.\n"
              : "Each member is a package of its own, with its card; the ensemble works in a "
                "folder where those of these digests lie.\n");
}

}  // namespace

std::string EnsembleCard(const model::Manifest& manifest,
                         const std::vector<std::shared_ptr<const model::Package>>& members,
                         const std::map<std::string, Blend>& blends, MembersLie lie,
                         const CardFacts& facts) {
  const model::Manifest& first = members.front()->manifest();
  const auto& scale = first.scale();
  model::Manifest data;
  for (const auto& member : members) {
    for (const auto& one : member->manifest().training_data) {
      bool known = false;
      for (const auto& before : data.training_data) known = known || before.sha256 == one.sha256;
      if (!known) data.training_data.push_back(one);
    }
  }
  data.training_words = first.training_words;
  return "# " + manifest.title + "\n\nModel `" + manifest.name + "`, version " + manifest.version +
         ". Scores essays from " + table::Number(scale.min) + " to " + table::Number(scale.max) +
         " in steps of " + table::Number(scale.step) + ".\n\nLicence: " + manifest.licence +
         "\n\n## What it is for\n\nA first or second reading of English student essays, beside "
         "people, where agreement counts more than time: it runs each of its members once. "
         "Everything that their cards say of use and limits holds for it.\n\n## Where not to use "
         "it\n\n- For decisions about a person without one who reads the essay.\n- For other "
         "languages, ages or rubrics than those of the data, without measuring agreement anew.\n- "
         "Against people who write to please it.\n\n" +
         Members(members, blends, lie) + "\n" + MeasuredSection(facts) + "\n" +
         DataSection(data, facts) + "\n## How it was made\n\n    " + facts.command + "\n\nwith " +
         facts.program + ".\n";
}

}  // namespace redquill::train
