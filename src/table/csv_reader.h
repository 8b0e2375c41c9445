#ifndef REDQUILL_TABLE_CSV_READER_H_
#define REDQUILL_TABLE_CSV_READER_H_

#include <memory>
#include <string>

#include "table/blocks.h"
#include "table/reader.h"

namespace redquill::table {

/// RFC 4180 by libcsv in its strict mode. See Reader.
Result<std::unique_ptr<Reader>> OpenCsv(Blocks blocks, const std::string& name,
                                        const Limits& limits);

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_CSV_READER_H_
