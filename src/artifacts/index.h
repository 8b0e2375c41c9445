#ifndef REDQUILL_ARTIFACTS_INDEX_H_
#define REDQUILL_ARTIFACTS_INDEX_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace redquill::artifacts {

/// An object of the bucket and what became of it here.
struct Fetched {
  std::string key, etag;
  uint64_t size = 0;
  std::string sha256;  ///< Of the object's bytes, as they came.
  std::string folder;  ///< Below the mirror's folder: "packages/features/4f1c…".

  bool operator==(const Fetched&) const = default;
};

/// Which packages a mirror holds; index.json in its folder. Written whole or not at all.
struct Index {
  std::vector<Fetched> objects;       ///< The bucket's content when it was last read.
  std::vector<std::string> previous;  ///< Folders kept for going back, newest first.

  const Fetched* Find(const std::string& key) const;
  bool operator==(const Index&) const = default;
};

/// An empty one where there is no file, and where it is damaged or of another version of this
/// program: then everything is fetched anew.
Index ReadIndex(const std::string& path);
/// kIo, such as a full disk; the old one then stands.
Result<void> WriteIndex(const std::string& path, const Index& index);

}  // namespace redquill::artifacts

#endif  // REDQUILL_ARTIFACTS_INDEX_H_
