#ifndef REDQUILL_TABLE_JSON_OBJECT_H_
#define REDQUILL_TABLE_JSON_OBJECT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace redquill::table {

/// One key of a JSON object and what stands there.
struct JsonMember {
  std::string key;
  std::string value;    ///< A string's text; a number, true or false as written; "" for null.
  bool nested = false;  ///< An array or object, which is checked but not kept.
};

/// The members of the one JSON object in `line`, in order. Nothing of nested values is stored, so
/// the memory needed is that of the line. kInvalidArgument (with the byte at which it breaks, never
/// with text of the line), also for a key that comes twice and for anything but an object;
/// kTooLarge above `most_members` or where values are nested more than 64 deep; kBadEncoding.
Result<std::vector<JsonMember>> ReadJsonObject(std::string_view line, size_t most_members);

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_JSON_OBJECT_H_
