#ifndef REDQUILL_BASE_LOG_H_
#define REDQUILL_BASE_LOG_H_

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace spdlog {
class logger;
}

namespace redquill {

enum class LogLevel { kDebug, kInfo, kWarn, kError };
enum class LogForm {
  kText,  ///< 2026-01-31T12:00:00.000+00:00 info message key=value
  kJson,  ///< {"time": …, "level": …, "message": …, "key": value}, one object a line
};

/// A named value beside a log message. Borrows its texts.
struct LogField {
  std::string_view key;  ///< [a-z_]+
  std::variant<std::string_view, int64_t, double, bool> value;
};

/// Writes lines to stderr (by spdlog). Safe from many threads; a line is never torn. Whoever writes
/// takes care that no line holds essay text or a secret. Bytes that could forge a line or move a
/// terminal's cursor are escaped.
class Log {
 public:
  Log(LogForm form, LogLevel least);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void Write(LogLevel level, std::string_view message,
             std::initializer_list<LogField> fields = {}) const;

 private:
  LogForm form_;
  std::unique_ptr<spdlog::logger> logger_;
};

/// What stands in a line behind time and level: "message key=value", or for JSON
/// "\"message\":\"…\",\"key\":value".
std::string LogPayload(LogForm form, std::string_view message,
                       std::initializer_list<LogField> fields);

}  // namespace redquill

#endif  // REDQUILL_BASE_LOG_H_
