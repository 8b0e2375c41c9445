#ifndef REDQUILL_TABLE_JSON_LINES_READER_H_
#define REDQUILL_TABLE_JSON_LINES_READER_H_

#include <memory>
#include <string>

#include "table/blocks.h"
#include "table/reader.h"

namespace redquill::table {

/// One JSON object a line (jsonlines.org). The first object's keys with a string, number, boolean
/// or null are the columns; an array or object in such a place later on is that record's error. See
/// Reader.
Result<std::unique_ptr<Reader>> OpenJsonLines(Blocks blocks, const std::string& name,
                                              const Limits& limits);

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_JSON_LINES_READER_H_
