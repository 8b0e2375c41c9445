#ifndef REDQUILL_TABLE_RECORD_H_
#define REDQUILL_TABLE_RECORD_H_

#include <string>
#include <vector>

#include "base/error.h"
#include "table/reader.h"

namespace redquill::table {

/// "line 7".
std::string Line(uint64_t number);

/// Sets row.error where the record doesn't fit the header or a cell is no text: too many or too few
/// cells, a cell over the limit, a NUL, a byte that is not UTF-8.
void CheckRecord(const std::vector<std::string>& columns, const Limits& limits, Row& row);

/// That `columns`, a header on line `line` of `name`, can be one.
Result<void> CheckHeader(const std::vector<std::string>& columns, const Limits& limits,
                         const std::string& name);

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_RECORD_H_
