#include "text/break_iterators.h"

#include <unicode/brkiter.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <memory>
#include <utility>

namespace redquill::text {
namespace {

using Iterator = std::unique_ptr<icu::BreakIterator>;

struct Iterators {
  Iterator sentences, words;
};

// Null where ICU's rules can't be loaded.
Iterators Load() {
  const icu::Locale& english = icu::Locale::getEnglish();
  UErrorCode status = U_ZERO_ERROR;
  Iterators loaded{Iterator(icu::BreakIterator::createSentenceInstance(english, status)),
                   Iterator(icu::BreakIterator::createWordInstance(english, status))};
  return U_SUCCESS(status) ? std::move(loaded) : Iterators{};
}

// Loading the rules takes about a millisecond, cloning an iterator microseconds; each thread needs
// its own since an iterator holds a position.
Iterators& OfThisThread() {
  static const Iterators rules = Load();
  const auto clone = [](const Iterator& of) { return Iterator(of ? of->clone() : nullptr); };
  thread_local Iterators here{clone(rules.sentences), clone(rules.words)};
  return here;
}

Result<Boundaries> Find(icu::BreakIterator* iterator, std::string_view utf8) {
  if (iterator == nullptr) {
    return Fail(Code::kInternal, "ICU's segmentation rules can't be loaded; reinstall libicu");
  }
  UErrorCode status = U_ZERO_ERROR;
  UText text = UTEXT_INITIALIZER;
  utext_openUTF8(&text, utf8.data(), static_cast<int64_t>(utf8.size()), &status);
  iterator->setText(&text, status);
  Boundaries found;
  if (U_SUCCESS(status)) {
    iterator->first();
    for (int32_t at; (at = iterator->next()) != icu::BreakIterator::DONE;) {
      found.at.push_back(static_cast<uint32_t>(at));
      found.has_word.push_back(iterator->getRuleStatus() >= UBRK_WORD_NONE_LIMIT);
    }
  }
  utext_close(&text);
  if (U_FAILURE(status)) return Fail(Code::kInternal, "ICU failed to segment the essay");
  return found;
}

}  // namespace

Result<Boundaries> SentenceBoundaries(std::string_view utf8) {
  return Find(OfThisThread().sentences.get(), utf8);
}

Result<Boundaries> WordBoundaries(std::string_view utf8) {
  return Find(OfThisThread().words.get(), utf8);
}

}  // namespace redquill::text
