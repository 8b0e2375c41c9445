#include "http/transport/outgoing.h"

#include <utility>

namespace redquill::http {
namespace {

namespace beast = boost::beast;
using beast::http::field;

constexpr char kContentSecurityPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

beast::string_view View(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string HttpDate(std::time_t when) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  gmtime_r(&when, &utc);
  char text[64];
  const int size = std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                 kDays[utc.tm_wday], utc.tm_mday, kMonths[utc.tm_mon],
                                 utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return {text, static_cast<size_t>(size)};
}

beast::http::response<beast::http::string_body> Outgoing(Response response,
                                                         std::string_view request_id,
                                                         bool keep_alive, bool head_only) {
  beast::http::response<beast::http::string_body> out;
  out.version(11);
  out.result(static_cast<unsigned>(response.status));
  out.keep_alive(keep_alive);
  if (!response.content_type.empty()) out.set(field::content_type, View(response.content_type));
  for (const auto& header : response.headers) out.set(View(header.name), View(header.value));
  out.set(field::date, View(HttpDate(std::time(nullptr))));
  out.set("X-Request-Id", View(request_id));
  out.set("X-Content-Type-Options", "nosniff");
  out.set("Referrer-Policy", "no-referrer");
  if (out.find("Cross-Origin-Resource-Policy") == out.end()) {
    out.set("Cross-Origin-Resource-Policy", "same-origin");
  }
  out.set("Content-Security-Policy", kContentSecurityPolicy);
  if (out.find(field::cache_control) == out.end()) out.set(field::cache_control, "no-store");
  const bool has_body = response.status != 304 && response.status != 204;
  if (has_body) out.content_length(response.body.size());
  if (has_body && !head_only) out.body() = std::move(response.body);
  return out;
}

}  // namespace redquill::http
