// How much there is of the essay: what Page's Project Essay Grade (1966) built on, and still the
// strongest single sign of a score.
#include <cmath>

#include "features/groups/group.h"
#include "features/numbers.h"

namespace redquill::features {
namespace {

constexpr Feature kFeatures[] = {
    {"words", "length", "words", "running words", "Page 1966", "a long essay", "a short essay"},
    {"log_words", "length", "log words", "ln(1 + words)", "Attali & Burstein 2006", "a long essay",
     "a short essay"},
    {"fourth_root_words", "length", "words^(1/4)", "fourth root of words", "Page 1994",
     "a long essay", "a short essay"},
    {"letters", "length", "letters", "letters of all words without numbers and placeholders",
     "Page 1966", "much text", "little text"},
    {"sentences", "length", "sentences", "sentences with at least one word", "Page 1966",
     "many sentences", "few sentences"},
    {"types", "length", "words", "distinct words, case aside", "Page 1966", "many different words",
     "few different words"},
    {"content_words", "length", "words", "running words that are no function words",
     "Chodorow & Burstein 2004", "much content", "little content"},
    {"content_types", "length", "words", "distinct words that are no function words",
     "Chodorow & Burstein 2004", "many different content words", "few different content words"},
    {"hapaxes", "length", "words", "words that occur exactly once", "Tweedie & Baayen 1998",
     "many words used just once", "few words used just once"},
    {"long_words", "length", "words", "running words of at least seven letters", "Page 1966",
     "many long words", "few long words"},
    {"long_types", "length", "words", "distinct words of at least eight letters",
     "Attali & Burstein 2006", "many different long words", "few different long words"},
    {"very_long_types", "length", "words", "distinct words of at least ten letters",
     "Attali & Burstein 2006", "many different very long words", "few different very long words"},
    {"known_long_types", "length", "words",
     "distinct content words of at least seven letters that the word list has",
     "Attali & Burstein 2006", "many long words, spelled correctly", "few long words"},
    {"known_types", "length", "words", "distinct content words that the word list has",
     "Laufer & Nation 1995", "a wide, correctly spelled vocabulary", "a narrow vocabulary"},
};

void MeasureLength(const Reading& reading, Values* values) {
  const auto n = static_cast<double>(reading.words());
  double letters = 0, content = 0, content_types = 0, hapaxes = 0, long_words = 0, long_types = 0;
  double very_long = 0, known = 0, known_long = 0;
  for (const Type& type : reading.types) {
    hapaxes += type.count == 1;
    if (!type.alphabetic) continue;
    letters += static_cast<double>(type.letters) * type.count;
    long_words += type.letters >= 7 ? type.count : 0;
    long_types += type.letters >= 8;
    very_long += type.letters >= 10;
    if (!type.content) continue;
    content += type.count;
    ++content_types;
    known += type.spelling.Known();
    known_long += type.spelling.Known() && type.letters >= 7;
  }
  values->Add("words", n);
  values->Add("log_words", Log(1 + n));
  values->Add("fourth_root_words", std::sqrt(std::sqrt(n)));
  values->Add("letters", letters);
  values->Add("sentences", static_cast<double>(reading.sentences()));
  values->Add("types", static_cast<double>(reading.types.size()));
  values->Add("content_words", content);
  values->Add("content_types", content_types);
  values->Add("hapaxes", hapaxes);
  values->Add("long_words", long_words);
  values->Add("long_types", long_types);
  values->Add("very_long_types", very_long);
  values->Add("known_long_types", known_long);
  values->Add("known_types", known);
}

}  // namespace

Group LengthGroup() { return {kFeatures, &MeasureLength}; }

}  // namespace redquill::features
