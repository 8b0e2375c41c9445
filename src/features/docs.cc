#include "features/docs.h"

#include "features/features.h"

namespace redquill::features {
namespace {

constexpr std::string_view kIntroduction = R"(# Features of an essay

What the feature model reads besides n-grams. This page is printed from the program's own table
(`redquill features --docs`); `redquill features FILE` prints the values of essays.

*Words* are ICU's word segments that hold a letter or a digit, *types* are distinct words (case
aside), *function words* are those of the grammatical classes in `src/features/data/lexicon.txt`,
*content words* are the other words with letters. *Stems* join a word with its plural and its
possessive. *Bands* are the sizes of SCOWL's word lists: 1 is size 10 (the commonest words), 8 is
size 70. Classes of words and phrases are those of the lexicon. A ratio whose divisor is 0 is 0.
)";

// In a Markdown table a bar would end the cell.
std::string Cell(std::string_view text) {
  std::string cell;
  for (char c : text) {
    if (c == '|') cell += '\\';
    cell += c;
  }
  return cell;
}

}  // namespace

std::string DocumentationPage() {
  std::string page(kIntroduction);
  page += "\n" + std::to_string(Table().size()) + " features.\n";
  std::string_view group;
  for (const Feature& feature : Table()) {
    if (feature.group != group) {
      group = feature.group;
      page += "\n## " + std::string(group) +
              "\n\n| feature | unit | formula | source | high means | low means |\n"
              "| --- | --- | --- | --- | --- | --- |\n";
    }
    page += "| `" + std::string(feature.name) + "`";
    for (std::string_view cell :
         {feature.unit, feature.formula, feature.source, feature.high, feature.low}) {
      page += " | " + Cell(cell);
    }
    page += " |\n";
  }
  return page;
}

}  // namespace redquill::features
