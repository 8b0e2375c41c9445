#ifndef REDQUILL_TABLE_SHOWN_H_
#define REDQUILL_TABLE_SHOWN_H_

#include <string>
#include <string_view>

namespace redquill::table {

/// A column's name or an essay's id as it can stand in a message or on a terminal: as it is if it
/// is UTF-8 of at most 100 bytes without control characters, else escaped and cut by Quoted.
std::string Shown(std::string_view name);

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_SHOWN_H_
