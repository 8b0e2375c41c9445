#ifndef REDQUILL_HTTP_TRANSPORT_TRACE_H_
#define REDQUILL_HTTP_TRANSPORT_TRACE_H_

#include <optional>
#include <string>
#include <string_view>

namespace redquill::http {

/// Where a request belongs in a distributed trace (W3C Trace Context, "traceparent").
struct Trace {
  std::string id;     ///< 32 hexadecimal digits, not all zero.
  std::string flags;  ///< 2 hexadecimal digits.
};

/// Nothing for a header that is missing or malformed: such a trace is not continued. A version
/// after 00 is read as far as 00 goes, as the recommendation asks.
std::optional<Trace> ParseTraceparent(std::string_view header);

/// The header as this server passes it on, with its own span: 16 hexadecimal digits.
std::string Traceparent(const Trace& trace, std::string_view span);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_TRANSPORT_TRACE_H_
