#include "artifacts/location.h"

#include <algorithm>

#include "base/quote.h"

namespace redquill::artifacts {
namespace {

constexpr std::string_view kBucketScheme = "s3://", kFileScheme = "file:";
constexpr size_t kMostKeyBytes = 1024;  // S3's own limit.

bool LowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// "General purpose bucket naming rules", Amazon S3 User Guide.
bool BucketName(std::string_view name) {
  return name.size() >= 3 && name.size() <= 63 && LowerOrDigit(name.front()) &&
         LowerOrDigit(name.back()) && name.find("..") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return LowerOrDigit(c) || c == '.' || c == '-'; });
}

Result<Location> InBucket(std::string_view rest) {
  const size_t slash = rest.find('/');
  const std::string_view bucket = rest.substr(0, slash);
  if (!BucketName(bucket)) {
    return Fail(Code::kInvalidArgument,
                Quoted(bucket) + " is no name of a bucket. Write s3://bucket/prefix.");
  }
  std::string_view prefix = slash == std::string_view::npos ? "" : rest.substr(slash + 1);
  while (!prefix.empty() && prefix.front() == '/') prefix.remove_prefix(1);
  while (!prefix.empty() && prefix.back() == '/') prefix.remove_suffix(1);
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (prefix.size() > kMostKeyBytes || std::any_of(prefix.begin(), prefix.end(), control)) {
    return Fail(Code::kInvalidArgument, Quoted(prefix) + " can't begin the key of an object.");
  }
  return Location{.folder = "", .bucket = std::string(bucket), .prefix = std::string(prefix)};
}

}  // namespace

std::string Location::Text() const {
  if (!in_bucket()) return folder;
  return std::string(kBucketScheme) + bucket + (prefix.empty() ? "" : "/" + prefix);
}

Result<Location> ParseLocation(std::string_view text) {
  if (text.starts_with(kBucketScheme)) return InBucket(text.substr(kBucketScheme.size()));
  std::string_view path = text;
  if (path.starts_with(kFileScheme)) {
    path.remove_prefix(kFileScheme.size());
    if (path.starts_with("//")) path.remove_prefix(2);  // file:///srv/models
  } else if (const size_t colon = text.find("://"); colon != std::string_view::npos) {
    return Fail(Code::kInvalidArgument, "There are no packages by " +
                                            Quoted(text.substr(0, colon + 3)) +
                                            ". Write s3://bucket/prefix, file:/folder or a path.");
  }
  if (path.empty()) return Fail(Code::kInvalidArgument, "A folder's path is empty.");
  return Location{.folder = std::string(path), .bucket = "", .prefix = ""};
}

bool Holds(const Location& location, std::string_view key) {
  const std::string_view prefix = location.prefix;
  if (prefix.empty() || key == prefix) return true;
  return key.size() > prefix.size() && key.starts_with(prefix) && key[prefix.size()] == '/';
}

}  // namespace redquill::artifacts
