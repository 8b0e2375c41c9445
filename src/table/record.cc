#include "table/record.h"

#include <unordered_set>

#include "base/utf8.h"
#include "table/shown.h"

namespace redquill::table {
namespace {

std::string Cells(size_t n) { return std::to_string(n) + (n == 1 ? " cell" : " cells"); }

// What keeps a cell from being text, to follow "column X"; nothing if nothing does.
std::optional<Error> CellError(const std::string& cell, const std::string& column,
                               const Limits& limits) {
  if (cell.size() > limits.cell_bytes) {
    return Error{Code::kTooLarge,
                 "has " + std::to_string(cell.size()) + " bytes; at most " +
                     std::to_string(limits.cell_bytes) + " are read",
                 column};
  }
  if (const size_t nul = cell.find('\0'); nul != std::string::npos) {
    return Error{Code::kBadEncoding, "has a NUL at byte " + std::to_string(nul) + "; remove it",
                 column};
  }
  if (const auto bad = FirstBadUtf8(cell)) {
    return Error{Code::kBadEncoding,
                 "is not UTF-8 at byte " + std::to_string(*bad) + "; save the table as UTF-8",
                 column};
  }
  return std::nullopt;
}

}  // namespace

std::string Line(uint64_t number) { return "line " + std::to_string(number); }

void CheckRecord(const std::vector<std::string>& columns, const Limits& limits, Row& row) {
  if (row.cells.size() != columns.size()) {
    row.error = Error{Code::kInvalidArgument,
                      Line(row.line) + " has " + Cells(row.cells.size()) + " and the header " +
                          std::to_string(columns.size()) +
                          "; look for a separator that is not quoted or one that is missing",
                      {}};
    return;
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    row.error = CellError(row.cells[i], columns[i], limits);
    if (!row.error) continue;
    row.error->message =
        Line(row.line) + ": column " + Shown(columns[i]) + " " + row.error->message;
    return;
  }
}

Result<void> CheckHeader(const std::vector<std::string>& columns, const Limits& limits,
                         const std::string& name) {
  if (columns.size() > limits.columns) {
    return Fail(Code::kTooLarge, name + " has more than " + std::to_string(limits.columns) +
                                     " columns; that is no table of essays");
  }
  std::unordered_set<std::string_view> seen;
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string which = "column " + std::to_string(i + 1);
    if (FirstBadUtf8(columns[i]) || columns[i].find('\0') != std::string::npos) {
      return Fail(Code::kBadEncoding,
                  name + ": the name of " + which + " is not UTF-8; save the table as UTF-8");
    }
    if (columns[i].size() > limits.cell_bytes) {
      return Fail(Code::kTooLarge, name + ": the name of " + which + " is too long");
    }
    const bool blank = columns[i].find_first_not_of(" \t\r\n") == std::string::npos;
    if (!blank && !seen.insert(columns[i]).second) {
      return Fail(Code::kInvalidArgument,
                  name + " has two columns named " + Shown(columns[i]) + "; rename one of them");
    }
  }
  if (seen.empty()) {
    return Fail(Code::kInvalidArgument, name + " has no column names in its first line");
  }
  return {};
}

}  // namespace redquill::table
