#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/quote.h"
#include "config/keys.h"
#include "config/secret_reference.h"

namespace redquill::config {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

/// Assigns if the value fits; false if not.
bool Put(const Key& key, const Given& given, Config& config) {
  return std::visit(
      Overloaded{
          [&](const Text& text, const std::string& value) { return text.in(config) = value, true; },
          [&](const Choice& choice, const std::string& value) {
            for (const auto allowed : choice.allowed) {
              if (allowed == value) return choice.in(config) = value, true;
            }
            return false;
          },
          [&](const Reference& reference, const std::string& value) {
            if (!value.empty() && !ParseSecretReference(value)) return false;
            return reference.in(config) = value, true;
          },
          [&](const Count& count, int64_t value) {
            if (value < 0 || static_cast<uint64_t>(value) < count.min ||
                static_cast<uint64_t>(value) > count.max) {
              return false;
            }
            return count.in(config) = static_cast<uint64_t>(value), true;
          },
          [&](const Seconds& seconds, double value) {
            if (!(value >= seconds.min && value <= seconds.max)) return false;
            return seconds.in(config) = value, true;
          },
          [&](const Seconds& seconds, int64_t value) {
            const auto number = static_cast<double>(value);
            if (!(number >= seconds.min && number <= seconds.max)) return false;
            return seconds.in(config) = number, true;
          },
          [&](const Switch& toggle, bool value) { return toggle.in(config) = value, true; },
          [&](const Texts& texts, const std::vector<std::string>& value) {
            return texts.in(config) = value, true;
          },
          [](const auto&, const auto&) { return false; },
      },
      key.value, given);
}

template <typename T>
std::optional<Given> ParseNumber(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return Given(value);
}

std::optional<Given> ParseSwitch(std::string_view text) {
  if (text == "true") return Given(true);
  if (text == "false") return Given(false);
  return std::nullopt;
}

Given ParseTexts(std::string_view text) {
  std::vector<std::string> list;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto item = text.substr(0, comma);
    if (!item.empty()) list.emplace_back(item);
    text = comma == std::string_view::npos ? "" : text.substr(comma + 1);
  }
  return list;
}

std::string ShortNumber(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return {digits, end};
}

std::string Toml(const std::string& text) { return nlohmann::json(text).dump(); }

}  // namespace

Result<void> Assign(const Key& key, const Given& given, Config& config) {
  if (Put(key, given, config)) return {};
  return Fail(Code::kInvalidArgument, std::string(key.name) + " must be " + Rule(key) + ".",
              std::string(key.name));
}

Result<void> AssignText(const Key& key, std::string_view text, Config& config) {
  const auto given =
      std::visit(Overloaded{
                     [&](const Count&) { return ParseNumber<int64_t>(text); },
                     [&](const Seconds&) { return ParseNumber<double>(text); },
                     [&](const Switch&) { return ParseSwitch(text); },
                     [&](const Texts&) { return std::optional<Given>(ParseTexts(text)); },
                     [&](const auto&) { return std::optional<Given>(std::string(text)); },
                 },
                 key.value);
  if (given && Put(key, *given, config)) return {};
  // What stands where a reference belongs may be the secret itself.
  const bool secret = std::holds_alternative<Reference>(key.value);
  return Fail(Code::kInvalidArgument,
              std::string(key.name) + " must be " + Rule(key) +
                  (secret ? "." : ", not " + Quoted(text) + "."),
              std::string(key.name));
}

std::string Written(const Key& key, Config config) {
  return std::visit(
      Overloaded{
          [&](const Count& count) { return std::to_string(count.in(config)); },
          [&](const Seconds& seconds) { return ShortNumber(seconds.in(config)); },
          [&](const Switch& toggle) { return std::string(toggle.in(config) ? "true" : "false"); },
          [&](const Texts& texts) {
            std::string list;
            for (const auto& item : texts.in(config)) {
              list += (list.empty() ? "" : ", ") + Toml(item);
            }
            return "[" + list + "]";
          },
          [&](const Reference& reference) {
            const auto parsed = ParseSecretReference(reference.in(config));
            return Toml(parsed ? Described(*parsed) : "");
          },
          [&](const auto& text) { return Toml(text.in(config)); },
      },
      key.value);
}

std::string Rule(const Key& key) {
  return std::visit(Overloaded{
                        [](const Text&) { return std::string("a text"); },
                        [](const Reference&) {
                          return std::string("env:NAME, file:/path, aws-sm:name#key or plain:text");
                        },
                        [](const Texts&) { return std::string("a list of texts"); },
                        [](const Switch&) { return std::string("true or false"); },
                        [](const Count& count) {
                          return "a whole number from " + std::to_string(count.min) + " to " +
                                 std::to_string(count.max);
                        },
                        [](const Seconds& seconds) {
                          return "a number of seconds from " + ShortNumber(seconds.min) + " to " +
                                 ShortNumber(seconds.max);
                        },
                        [](const Choice& choice) {
                          std::string list;
                          for (size_t i = 0; i < choice.allowed.size(); ++i) {
                            list += i == 0 ? "" : i + 1 == choice.allowed.size() ? " or " : ", ";
                            list += choice.allowed[i];
                          }
                          return list;
                        },
                    },
                    key.value);
}

}  // namespace redquill::config
