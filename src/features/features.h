#ifndef REDQUILL_FEATURES_FEATURES_H_
#define REDQUILL_FEATURES_FEATURES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/essay.h"

namespace redquill::features {

/// What a feature is, in the words of the documentation. All views are static.
struct Feature {
  std::string_view name;     ///< snake_case, stable: models name their inputs by it.
  std::string_view group;    ///< length, diversity, words, readability, syntax, cohesion, spelling,
                             ///< mechanics, novelty …
  std::string_view unit;     ///< "words", "ratio", "per 100 words" …
  std::string_view formula;  ///< How it is computed, in one line.
  std::string_view source;   ///< The paper or tradition it comes from.
  std::string_view high;  ///< In words for a teacher: what a high value means ("long sentences").
  std::string_view low;   ///< The same for a low value ("short sentences").
};

/// Every feature, in the order of Measure's output. The one table: docs/features.md is printed from
/// it and models refer to it by name.
std::span<const Feature> Table();

/// Digest of the table's names and of the word lists behind them. A model fitted with another
/// digest is refused at load, since its features would mean something else.
std::string_view TableDigest();

/// Measures every feature of an essay: Table().size() finite values. Pure; safe from many threads;
/// the same bits on every machine that this program runs on (no value depends on threads, locale or
/// vector width). At most 2 ms for 400 words.
std::vector<float> Measure(const text::Essay& essay);

class Reading;

/// The same for an essay that was already looked up, so that others can share the reading.
std::vector<float> Measure(const Reading& reading);

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_FEATURES_H_
