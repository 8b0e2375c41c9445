// Any bytes are refused or unpacked within the limits and within the folder.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "model/import/plain_zip.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace redquill::model;
  namespace fs = std::filesystem;
  constexpr Limits kLimits{
      .archive_bytes = 1 << 16, .files = 16, .file_bytes = 1 << 16, .total_bytes = 1 << 17};
  static const fs::path base =
      fs::temp_directory_path() / ("rq_plain_zip_fuzz_" + std::to_string(::getpid()));
  fs::remove_all(base);
  fs::create_directories(base / "out");
  const std::string archive = (base / "a.zip").string();
  std::ofstream(archive, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const auto unpacked = UnpackPlainZip(archive, (base / "out").string(), kLimits);
  if (!unpacked && unpacked.error().message.empty()) std::abort();
  uint64_t total = 0;
  for (const auto& entry : fs::recursive_directory_iterator(base)) {
    const bool ours = entry.path() == base / "a.zip" || entry.path() == base / "out" ||
                      entry.path().string().starts_with((base / "out").string() + "/");
    if (!ours || entry.is_symlink()) std::abort();
    if (entry.is_regular_file() && entry.path() != base / "a.zip") total += entry.file_size();
  }
  if (total > kLimits.total_bytes) std::abort();
  fs::remove_all(base);
  return 0;
}
