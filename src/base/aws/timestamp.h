#ifndef REDQUILL_BASE_AWS_TIMESTAMP_H_
#define REDQUILL_BASE_AWS_TIMESTAMP_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace redquill::aws {

using Time = std::chrono::sys_seconds;

/// "20150830T123600Z", as a signature has it.
std::string BasicTimestamp(Time time);

/// "2015-08-30T12:36:00Z", with a fraction of a second ignored; nothing for any other form.
std::optional<Time> ParseTimestamp(std::string_view text);

/// "Sun, 30 Aug 2015 12:36:00 GMT" of an HTTP Date header; nothing for any other form.
std::optional<Time> ParseHttpDate(std::string_view text);

}  // namespace redquill::aws

#endif  // REDQUILL_BASE_AWS_TIMESTAMP_H_
