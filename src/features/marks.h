#ifndef REDQUILL_FEATURES_MARKS_H_
#define REDQUILL_FEATURES_MARKS_H_

#include <cstddef>
#include <string_view>

namespace redquill::features {

/// The marks between and inside words, counted in one look over the text. Curly marks, and quotes
/// that came through as C1 controls, count as what they mean.
struct Marks {
  size_t commas = 0, full_stops = 0, questions = 0, exclamations = 0, colons = 0, semicolons = 0;
  size_t dashes = 0;   ///< En and em dashes, "--", and hyphens between spaces.
  size_t hyphens = 0;  ///< Hyphens between letters.
  size_t open_brackets = 0, close_brackets = 0;
  size_t quotes = 0;      ///< Double quotation marks, opening and closing.
  size_t quotations = 0;  ///< Quoted stretches of three bytes or more that close in their line.
  size_t quoted_bytes = 0;
  size_t open_quotes = 0;     ///< Lines in which a quotation opens and never closes.
  size_t apostrophes = 0;     ///< Between letters.
  size_t repeated_marks = 0;  ///< Runs of two or more of . ! ? together.
  size_t missing_spaces =
      0;                     ///< Letter, one of , ; : ! ? or a full stop after two letters, letter.
  size_t spaces_before = 0;  ///< A space before one of , . ; : ! ? (but not before "...").
  size_t repeated_spaces = 0;  ///< Runs of spaces inside a line, but after . ! ?
  size_t all = 0;              ///< Every mark counted above, once.

  static Marks Of(std::string_view utf8);
};

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_MARKS_H_
