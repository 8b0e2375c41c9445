#include "http/transport/trace.h"

namespace redquill::http {
namespace {

bool Hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool Zero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

}  // namespace

std::optional<Trace> ParseTraceparent(std::string_view header) {
  // version "-" trace-id "-" parent-id "-" flags
  constexpr size_t kSize = 2 + 1 + 32 + 1 + 16 + 1 + 2;
  if (header.size() < kSize) return std::nullopt;
  const auto version = header.substr(0, 2), id = header.substr(3, 32);
  const auto parent = header.substr(36, 16), flags = header.substr(53, 2);
  const bool dashes = header[2] == '-' && header[35] == '-' && header[52] == '-';
  if (!dashes || !Hex(version) || !Hex(id) || !Hex(parent) || !Hex(flags)) return std::nullopt;
  if (version == "ff" || Zero(id) || Zero(parent)) return std::nullopt;
  const bool more = header.size() > kSize;
  if (more && (version == "00" || header[kSize] != '-')) return std::nullopt;
  return Trace{std::string(id), std::string(flags)};
}

std::string Traceparent(const Trace& trace, std::string_view span) {
  return "00-" + trace.id + "-" + std::string(span) + "-" + trace.flags;
}

}  // namespace redquill::http
