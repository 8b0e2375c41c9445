#include "table/writer.h"

#include <charconv>
#include <cmath>

namespace redquill::table {
namespace {

bool NeedsQuotes(std::string_view cell) {
  return cell.find_first_of(",\"\r\n") != std::string_view::npos || cell.starts_with(' ') ||
         cell.ends_with(' ');
}

}  // namespace

std::string CsvRecord(std::span<const std::string> cells) {
  // A record of one empty cell would be an empty line, which readers pass over.
  if (cells.size() == 1 && cells[0].empty()) return "\"\"\n";
  std::string record;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) record += ',';
    if (!NeedsQuotes(cells[i])) {
      record += cells[i];
      continue;
    }
    record += '"';
    for (char c : cells[i]) record.append(c == '"' ? 2 : 1, c);
    record += '"';
  }
  record += '\n';
  return record;
}

std::string Number(double value) {
  if (!std::isfinite(value)) return "";
  if (value == 0) return "0";  // Not "-0".
  char digits[400];            // The longest double in fixed form has 17 + 324 digits.
  const auto end =
      std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr;
  return std::string(digits, end);
}

}  // namespace redquill::table
