#include "model/file_path.h"

#include <algorithm>

#include "base/quote.h"

namespace redquill::model {
namespace {

constexpr size_t kMaxSegments = 4;
constexpr size_t kMaxSegmentBytes = 100;

bool IsAlnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// What is wrong with the segment; empty if nothing is.
std::string_view SegmentFault(std::string_view segment) {
  if (segment.empty()) return "is absolute, ends in a slash or has two slashes in a row";
  if (segment == "." || segment == "..") return "leads out of the package";
  if (segment.size() > kMaxSegmentBytes) return "has a part of more than 100 bytes";
  const bool plain = std::all_of(segment.begin(), segment.end(), [](char c) {
    return IsAlnum(c) || c == '.' || c == '_' || c == '-';
  });
  if (!plain) return "has a character other than letters, digits, . _ - and /";
  if (!IsAlnum(segment.front()) && segment.front() != '_') {
    return "has a part that starts with . or -";
  }
  if (segment.back() == '.') return "has a part that ends in a full stop";
  return {};
}

}  // namespace

Result<void> CheckFilePath(std::string_view path) {
  std::string_view rest = path;
  for (size_t segments = 1;; ++segments) {
    const size_t slash = rest.find('/');
    std::string_view fault = SegmentFault(rest.substr(0, slash));
    if (segments > kMaxSegments) fault = "is nested more than 4 deep";
    if (!fault.empty()) {
      return Fail(Code::kInvalidArgument, "file name " + Quoted(path) + " " + std::string(fault));
    }
    if (slash == std::string_view::npos) return {};
    rest.remove_prefix(slash + 1);
  }
}

std::string FoldedFilePath(std::string_view path) {
  std::string folded(path);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

}  // namespace redquill::model
