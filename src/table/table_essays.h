#ifndef REDQUILL_TABLE_TABLE_ESSAYS_H_
#define REDQUILL_TABLE_TABLE_ESSAYS_H_

#include <memory>
#include <string>

#include "table/essays.h"
#include "table/reader.h"

namespace redquill::table {

/// The essays of an open table named `name`. See OpenEssays.
Result<std::unique_ptr<EssayReader>> EssaysOfTable(std::unique_ptr<Reader> table,
                                                   const std::string& name,
                                                   const ColumnNames& columns,
                                                   const Required& required);

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_TABLE_ESSAYS_H_
