// Any bytes are refused or opened as a package whose files are as its manifest lists them.
#include <cstdlib>

#include "base/sha256.h"
#include "model/package.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace redquill::model;
  const Limits limits{.archive_bytes = 1 << 20,
                      .files = 64,
                      .file_bytes = 1 << 22,
                      .total_bytes = 1 << 23,
                      .inflated_bytes = 1 << 22};
  const auto package = Package::OpenBytes(std::as_bytes(std::span(data, size)), limits);
  if (!package) return package.error().message.empty() ? std::abort(), 0 : 0;
  uint64_t total = 0;
  for (const FileEntry& listed : (*package)->manifest().files) {
    const auto text = (*package)->Text(listed.path);
    if (!text || text->size() != listed.bytes || redquill::Sha256Hex(*text) != listed.sha256) {
      std::abort();
    }
    total += text->size();
  }
  if (total > limits.total_bytes) std::abort();
  return 0;
}
