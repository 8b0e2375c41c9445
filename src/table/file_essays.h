#ifndef REDQUILL_TABLE_FILE_ESSAYS_H_
#define REDQUILL_TABLE_FILE_ESSAYS_H_

#include <memory>
#include <string>

#include "table/essays.h"

namespace redquill::table {

/// One essay: the whole content of a file, or of the standard input for "-". See OpenEssays.
Result<std::unique_ptr<EssayReader>> EssayOfFile(const std::string& path);

/// The .txt files right in a folder. See OpenEssays.
Result<std::unique_ptr<EssayReader>> EssaysOfFolder(const std::string& path);

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_FILE_ESSAYS_H_
