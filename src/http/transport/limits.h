#ifndef REDQUILL_HTTP_TRANSPORT_LIMITS_H_
#define REDQUILL_HTTP_TRANSPORT_LIMITS_H_

#include <chrono>
#include <cstddef>

namespace redquill::http {

/// What a client may cost. docs/configuration.md has the meaning of each.
struct Limits {
  using Duration = std::chrono::steady_clock::duration;

  size_t connections = 1024;
  size_t header_bytes = 16 << 10;
  size_t header_fields = 100;
  size_t body_bytes = 4 << 20;
  Duration idle = std::chrono::seconds(75);
  Duration header = std::chrono::seconds(10);
  Duration body = std::chrono::seconds(30);
  Duration write = std::chrono::seconds(30);
  Duration drain = std::chrono::seconds(30);
  /// How long a refused client may go on sending before its connection is cut: closed at once, it
  /// might lose the answer.
  Duration linger = std::chrono::seconds(2);
};

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_TRANSPORT_LIMITS_H_
