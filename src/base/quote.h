#ifndef REDQUILL_BASE_QUOTE_H_
#define REDQUILL_BASE_QUOTE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace redquill {

/// `bytes` between single quotes for a message: everything outside printable ASCII, backslashes and
/// single quotes as \xNN, cut with "…" after `max` bytes. What a hostile file calls itself can't
/// move a terminal's cursor or forge a line of a log.
std::string Quoted(std::string_view bytes, size_t max = 100);

}  // namespace redquill

#endif  // REDQUILL_BASE_QUOTE_H_
