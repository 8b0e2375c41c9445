#include "model/manifest_rules.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "model/file_path.h"

namespace redquill::model {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

template <typename First, typename Rest>
bool Matches(std::string_view text, First first, Rest rest) {
  return !text.empty() && text.size() <= 64 && first(text.front()) &&
         std::all_of(text.begin() + 1, text.end(), rest);
}

}  // namespace

bool IsName(std::string_view text) {
  auto first = [](char c) { return IsLower(c) || IsDigit(c); };
  return Matches(text, first, [&](char c) { return first(c) || c == '.' || c == '_' || c == '-'; });
}

bool IsVersion(std::string_view text) {
  auto first = [](char c) { return IsLower(c) || IsUpper(c) || IsDigit(c); };
  return Matches(text, first, [&](char c) { return first(c) || c == '.' || c == '+' || c == '-'; });
}

bool IsDigest(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return IsDigit(c) || (c >= 'a' && c <= 'f');
         });
}

bool IsScale(const Scale& scale) {
  if (!(scale.step > 0) || !(scale.min < scale.max)) return false;
  const double steps = (scale.max - scale.min) / scale.step;
  // A step such as 0.1 has no exact binary form, so the count of steps is whole only nearly.
  return steps > 0.5 && steps < 10'000.5 && std::abs(steps - std::round(steps)) < 1e-6;
}

void CheckFileNames(const std::vector<FileEntry>& files, JsonFault* fault) {
  std::set<std::string> folders;
  for (const FileEntry& file : files) {
    const std::string folded = FoldedFilePath(file.path);
    for (size_t at = folded.find('/'); at != std::string::npos; at = folded.find('/', at + 1)) {
      folders.insert(folded.substr(0, at));
    }
  }
  std::set<std::string> taken{std::string(kManifestFile)};
  for (size_t i = 0; i < files.size(); ++i) {
    const std::string folded = FoldedFilePath(files[i].path);
    const std::string path = "files[" + std::to_string(i) + "].path";
    if (folders.contains(folded)) fault->Set(path, "is another file's folder");
    if (!taken.insert(folded).second) {
      fault->Set(path, folded == kManifestFile
                           ? "must not be the manifest's own name"
                           : "is another file's name but for upper and lower case");
    }
  }
}

}  // namespace redquill::model
