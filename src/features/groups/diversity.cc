// How varied the words are.
#include <algorithm>
#include <cmath>
#include <map>

#include "features/groups/group.h"
#include "features/lexical_diversity.h"
#include "features/numbers.h"

namespace redquill::features {
namespace {

constexpr size_t kWindow = 50;

constexpr Feature kFeatures[] = {
    {"type_token_ratio", "diversity", "ratio", "types / words", "Templin 1957",
     "few words are repeated", "many words are repeated"},
    {"root_ttr", "diversity", "index", "types / sqrt(words)", "Guiraud 1954", "a varied vocabulary",
     "a repetitive vocabulary"},
    {"log_ttr", "diversity", "index", "ln(types) / ln(words)", "Herdan 1960", "a varied vocabulary",
     "a repetitive vocabulary"},
    {"maas", "diversity", "index", "(ln(words) - ln(types)) / ln(words)^2", "Maas 1972",
     "a repetitive vocabulary", "a varied vocabulary"},
    {"yule_k", "diversity", "index", "10^4 (sum of count^2 over types - words) / words^2",
     "Yule 1944", "the same words again and again", "evenly spread words"},
    {"honore_r", "diversity", "index", "100 ln(words) / (1 - hapaxes / types), at most 5000",
     "Honore 1979", "many words used just once", "few words used just once"},
    {"mtld", "diversity", "words",
     "mean length of stretches whose type-token ratio stays above 0.72, forwards and backwards",
     "McCarthy & Jarvis 2010", "a varied vocabulary throughout", "words repeated soon"},
    {"hdd", "diversity", "ratio",
     "expected type-token ratio of 42 words drawn at random (of all words where there are fewer)",
     "McCarthy & Jarvis 2007", "a varied vocabulary", "a repetitive vocabulary"},
    {"mattr", "diversity", "ratio", "mean type-token ratio of all windows of 50 words",
     "Covington & McFall 2010", "a varied vocabulary throughout", "words repeated nearby"},
    {"entropy", "diversity", "bits", "entropy of the distribution of words", "Shannon 1951",
     "evenly spread, varied words", "few words do most of the work"},
    {"content_ttr", "diversity", "ratio", "distinct content words / content words",
     "Malvern et al. 2004", "few content words are repeated", "content words are repeated"},
    {"hapax_share", "diversity", "ratio", "words that occur once / types", "Tweedie & Baayen 1998",
     "many words used just once", "most words come back"},
    {"top_content_share", "diversity", "ratio",
     "words of the three commonest content stems / words", "Larkey 1998",
     "a few key words dominate", "no word dominates"},
    {"types_in_first_100", "diversity", "words", "distinct words among the first 100",
     "Richards 1987", "varied words from the start", "repetition from the start"},
};

double TopContentShare(const Reading& reading) {
  std::vector<uint32_t> counts(reading.stems);
  for (const Type& type : reading.types) {
    if (type.content) counts[type.stem] += type.count;
  }
  std::sort(counts.rbegin(), counts.rend());
  double top = 0;
  for (size_t i = 0; i < std::min<size_t>(3, counts.size()); ++i) top += counts[i];
  return top / static_cast<double>(reading.words());
}

double TypesInFirst100(const Reading& reading) {
  std::vector<bool> seen(reading.types.size());
  double types = 0;
  for (size_t i = 0; i < std::min<size_t>(100, reading.words()); ++i) {
    types += !seen[reading.tokens[i].type];
    seen[reading.tokens[i].type] = true;
  }
  return types;
}

// How many types occur how often: the indices below depend on nothing else.
std::map<uint32_t, uint32_t> Spectrum(const Reading& reading) {
  std::map<uint32_t, uint32_t> spectrum;
  for (const Type& type : reading.types) ++spectrum[type.count];
  return spectrum;
}

void MeasureDiversity(const Reading& reading, Values* values) {
  const auto n = static_cast<double>(reading.words());
  const auto v = static_cast<double>(reading.types.size());
  const std::map<uint32_t, uint32_t> spectrum = Spectrum(reading);
  double squares = 0, entropy = 0;
  for (const auto& [count, types] : spectrum) {
    squares += static_cast<double>(count) * count * types;
    entropy -= types * (count / n) * Log(count / n) / Log(2);
  }
  double content = 0, content_types = 0;
  for (const Type& type : reading.types) {
    content += type.content ? type.count : 0;
    content_types += type.content;
  }
  const double once = spectrum.begin()->first == 1 ? spectrum.begin()->second : 0;
  const double honore = once < v ? 100 * Log(n) / (1 - once / v) : 5000;
  std::vector<uint32_t> words;
  words.reserve(reading.words());
  for (const Token& token : reading.tokens) words.push_back(token.type);

  values->Add("type_token_ratio", v / n);
  values->Add("root_ttr", v / std::sqrt(n));
  values->Add("log_ttr", Log(v) / Log(n));  // An essay has at least two words.
  values->Add("maas", (Log(n) - Log(v)) / (Log(n) * Log(n)));
  values->Add("yule_k", 1e4 * (squares - n) / (n * n));
  values->Add("honore_r", std::min(honore, 5000.0));
  values->Add("mtld", Mtld(words));
  values->Add("hdd", HdD(spectrum, reading.words()));
  values->Add("mattr", Mattr(words, kWindow));
  values->Add("entropy", entropy);
  values->Add("content_ttr", Ratio(content_types, content));
  values->Add("hapax_share", once / v);
  values->Add("top_content_share", TopContentShare(reading));
  values->Add("types_in_first_100", TypesInFirst100(reading));
}

}  // namespace

Group DiversityGroup() { return {kFeatures, &MeasureDiversity}; }

}  // namespace redquill::features
