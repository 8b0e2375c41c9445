// How the essay is cut into paragraphs.
#include <algorithm>
#include <vector>

#include "features/groups/group.h"
#include "features/numbers.h"

namespace redquill::features {
namespace {

constexpr uint32_t kFullParagraph = 40, kTitleWords = 12;

constexpr Feature kFeatures[] = {
    {"paragraphs", "structure", "paragraphs", "lines with at least one word", "Page 1966",
     "many paragraphs", "few paragraphs"},
    {"full_paragraphs", "structure", "paragraphs", "paragraphs of 40 words or more",
     "Burstein 2003", "many developed paragraphs", "few developed paragraphs"},
    {"mean_paragraph_length", "structure", "words", "words / paragraphs", "Larkey 1998",
     "long paragraphs", "short paragraphs"},
    {"sd_paragraph_length", "structure", "words", "standard deviation of words a paragraph",
     "Larkey 1998", "paragraphs of very different length", "paragraphs of similar length"},
    {"longest_paragraph", "structure", "words", "words of the longest paragraph", "Larkey 1998",
     "a very long paragraph", "no long paragraph"},
    {"longest_paragraph_share", "structure", "ratio", "words of the longest paragraph / words",
     "Larkey 1998", "one paragraph holds most of the essay", "evenly cut into paragraphs"},
    {"shortest_paragraph", "structure", "words", "words of the shortest paragraph", "Larkey 1998",
     "no short paragraph", "a very short paragraph"},
    {"first_paragraph", "structure", "words", "words of the first paragraph", "Burstein 2003",
     "a long introduction", "a short introduction"},
    {"last_paragraph", "structure", "words", "words of the last paragraph", "Burstein 2003",
     "a long conclusion", "a short conclusion"},
    {"first_paragraph_share", "structure", "ratio", "words of the first paragraph / words",
     "Burstein 2003", "a heavy introduction", "a light introduction"},
    {"last_paragraph_share", "structure", "ratio", "words of the last paragraph / words",
     "Burstein 2003", "a heavy conclusion", "a light conclusion"},
    {"sentences_per_paragraph", "structure", "sentences", "sentences / paragraphs", "Larkey 1998",
     "paragraphs of many sentences", "paragraphs of few sentences"},
    {"has_title", "structure", "0 or 1",
     "whether the first of several paragraphs has at most 12 words, no final mark and no comma at "
     "its end",
     "Crossley et al. 2022", "has a title", "has no title"},
};

bool HasTitle(const Reading& reading) {
  if (reading.paragraphs() < 2) return false;
  const auto [first, last] = reading.WordsOfParagraph(0);
  const char end = reading.essay.View(reading.essay.paragraphs[0]).back();
  return last - first <= kTitleWords &&
         std::string_view(".!?,;:").find(end) == std::string_view::npos;
}

void MeasureStructure(const Reading& reading, Values* values) {
  const auto n = static_cast<double>(reading.words());
  std::vector<double> lengths;
  double full = 0;
  for (size_t p = 0; p < reading.paragraphs(); ++p) {
    const auto [first, last] = reading.WordsOfParagraph(p);
    lengths.push_back(last - first);
    full += last - first >= kFullParagraph;
  }
  const double opening = lengths.front(), closing = lengths.back();
  const Moments m = Moments::Of(&lengths);
  const auto paragraphs = static_cast<double>(reading.paragraphs());
  values->Add("paragraphs", paragraphs);
  values->Add("full_paragraphs", full);
  values->Add("mean_paragraph_length", m.mean);
  values->Add("sd_paragraph_length", m.sd);
  values->Add("longest_paragraph", m.max);
  values->Add("longest_paragraph_share", m.max / n);
  values->Add("shortest_paragraph", m.min);
  values->Add("first_paragraph", opening);
  values->Add("last_paragraph", closing);
  values->Add("first_paragraph_share", opening / n);
  values->Add("last_paragraph_share", closing / n);
  values->Add("sentences_per_paragraph", static_cast<double>(reading.sentences()) / paragraphs);
  values->Add("has_title", HasTitle(reading));
}

}  // namespace

Group StructureGroup() { return {kFeatures, &MeasureStructure}; }

}  // namespace redquill::features
