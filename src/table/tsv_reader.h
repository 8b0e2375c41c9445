#ifndef REDQUILL_TABLE_TSV_READER_H_
#define REDQUILL_TABLE_TSV_READER_H_

#include <memory>
#include <string>

#include "table/blocks.h"
#include "table/reader.h"

namespace redquill::table {

/// One record a line, cells split by single tabs, nothing quoted or escaped (as in IANA's
/// text/tab-separated-values): a quote is a character like any other. See Reader.
Result<std::unique_ptr<Reader>> OpenTsv(Blocks blocks, const std::string& name,
                                        const Limits& limits);

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_TSV_READER_H_
