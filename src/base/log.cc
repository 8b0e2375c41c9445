#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/quote.h"

namespace redquill {
namespace {

spdlog::level::level_enum Level(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarn:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::string Decimal(double value) {
  char digits[64];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, 3).ptr;
  return value > -1e15 && value < 1e15 ? std::string(digits, end) : "0";
}

bool Plain(std::string_view text) {
  for (const char c : text) {
    if (c <= ' ' || c > '~' || c == '\'' || c == '\\' || c == '=' || c == '"') return false;
  }
  return !text.empty();
}

/// A message is ours, but may pass on a system's or a file's words: only control bytes are touched.
std::string WithoutControls(std::string_view text) {
  std::string safe(text);
  for (char& c : safe) {
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
  }
  return safe;
}

std::string JsonText(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string ValueText(LogForm form, const LogField& field) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    if (form == LogForm::kJson) return JsonText(*text);
    return Plain(*text) ? std::string(*text) : Quoted(*text, 300);
  }
  if (const auto* number = std::get_if<int64_t>(&field.value)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&field.value)) return Decimal(*number);
  return std::get<bool>(field.value) ? "true" : "false";
}

}  // namespace

std::string LogPayload(LogForm form, std::string_view message,
                       std::initializer_list<LogField> fields) {
  const bool json = form == LogForm::kJson;
  std::string line = json ? "\"message\":" + JsonText(message) : WithoutControls(message);
  for (const auto& field : fields) {
    line += json ? ",\"" : " ";
    line += field.key;
    line += json ? "\":" : "=";
    line += ValueText(form, field);
  }
  return line;
}

Log::Log(LogForm form, LogLevel least)
    : form_(form),
      logger_(std::make_unique<spdlog::logger>("redquill",
                                               std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
  logger_->set_level(Level(least));
  logger_->set_pattern(form == LogForm::kJson
                           ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})"
                           : "%Y-%m-%dT%H:%M:%S.%e%z %l %v");
}

Log::~Log() = default;

void Log::Write(LogLevel level, std::string_view message,
                std::initializer_list<LogField> fields) const {
  if (!logger_->should_log(Level(level))) return;
  logger_->log(Level(level), LogPayload(form_, message, fields));
}

}  // namespace redquill
