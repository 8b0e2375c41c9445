#include "base/aws/profile_file.h"

namespace redquill::aws {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

/// The line without a comment behind a space.
std::string_view WithoutComment(std::string_view line) {
  for (size_t i = 1; i < line.size(); ++i) {
    if ((line[i] == '#' || line[i] == ';') && IsSpace(line[i - 1])) return line.substr(0, i);
  }
  return line;
}

/// The name in "[name]", with spaces within it as they are but for the outer ones.
std::optional<std::string_view> SectionName(std::string_view line) {
  const std::string_view trimmed = Trim(WithoutComment(line));
  if (trimmed.size() < 2 || trimmed.front() != '[' || trimmed.back() != ']') return std::nullopt;
  return Trim(trimmed.substr(1, trimmed.size() - 2));
}

}  // namespace

std::optional<ProfileSection> ReadProfileSection(std::string_view text, std::string_view section) {
  std::optional<ProfileSection> found;
  bool inside = false;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || IsSpace(line.front()) || line.front() == '#' || line.front() == ';') {
      continue;
    }
    if (line.front() == '[') {
      const auto name = SectionName(line);
      inside = name == section;
      if (inside && !found) found.emplace();
      continue;
    }
    const size_t equals = line.find('=');
    if (!inside || equals == std::string_view::npos) continue;
    const std::string_view key = Trim(line.substr(0, equals));
    const std::string_view value = Trim(WithoutComment(line.substr(equals + 1)));
    if (!key.empty()) found->insert_or_assign(std::string(key), Secret(value));
  }
  return found;
}

}  // namespace redquill::aws
