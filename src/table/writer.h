#ifndef REDQUILL_TABLE_WRITER_H_
#define REDQUILL_TABLE_WRITER_H_

#include <span>
#include <string>
#include <string_view>

namespace redquill::table {

/// One record of RFC 4180, LF at its end. A cell is quoted only where it has to be: with a comma, a
/// quote, CR or LF in it, or a space at either end.
std::string CsvRecord(std::span<const std::string> cells);

/// The shortest decimal form that reads back as the same number ("3", "3.5", "0.1"); never an
/// exponent for values that a score can have. "" for NaN and infinities.
std::string Number(double value);

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_WRITER_H_
