#ifndef REDQUILL_TESTS_SUPPORT_FOLDER_ZIP_H_
#define REDQUILL_TESTS_SUPPORT_FOLDER_ZIP_H_

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/file.h"
#include "tests/support/raw_zip.h"

namespace redquill::samples {

/// A folder's files (not those of folders below it) that are `wanted`, as a zip that has them under
/// `prefix`, with an entry for the folder itself, as archivers write it.
inline std::string FolderZip(const std::string& folder, const std::string& prefix,
                             const std::function<bool(const std::string&)>& wanted) {
  std::vector<RawFile> files = {RawFile::Stored(prefix + "/", "")};
  files.front().attributes = (uint32_t{0040755} << 16) | 0x10;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!wanted(name)) continue;
    files.push_back(
        RawFile::Deflated(prefix + "/" + name, ReadFile(entry.path().string(), 1 << 26).value()));
  }
  return RawZip(files);
}

inline bool OfATokenizer(const std::string& name) { return name == "tokenizer.json"; }
inline bool OfACheckpoint(const std::string& name) { return !OfATokenizer(name); }

}  // namespace redquill::samples

#endif  // REDQUILL_TESTS_SUPPORT_FOLDER_ZIP_H_
