#include "http/errand.h"

#include <algorithm>
#include <charconv>

#include "base/quote.h"

namespace redquill::http {

Result<std::string> IdempotencyKeyOf(const Request& request) {
  constexpr std::string_view kName = "Idempotency-Key";
  const auto text = Find(request.headers, kName);
  const bool visible =
      std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (visible && text.size() <= 128) return std::string(text);
  return Fail(Code::kInvalidArgument,
              "Idempotency-Key must be 1 to 128 visible characters of ASCII.", std::string(kName));
}

Result<sched::TimePoint> DeadlineOf(const Request& request, sched::TimePoint now) {
  constexpr std::string_view kName = "X-Request-Timeout-Ms";
  const auto text = Find(request.headers, kName);
  if (text.empty()) return sched::TimePoint::max();
  int64_t ms = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ms);
  if (error != std::errc() || end != text.data() + text.size() || ms < 1 || ms > 3'600'000) {
    return Fail(Code::kInvalidArgument,
                "X-Request-Timeout-Ms must be a whole number from 1 to 3600000, not " +
                    Quoted(text, 40) + ".",
                std::string(kName));
  }
  return now + std::chrono::milliseconds(ms);
}

}  // namespace redquill::http
