#ifndef REDQUILL_BASE_UTF8_H_
#define REDQUILL_BASE_UTF8_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace redquill {

/// The offset of the first byte that is no part of well-formed UTF-8 (Unicode Standard, table 3-7:
/// no surrogates, no overlong forms, nothing above U+10FFFF), or nothing if all of `bytes` is.
std::optional<size_t> FirstBadUtf8(std::string_view bytes);

}  // namespace redquill

#endif  // REDQUILL_BASE_UTF8_H_
