#ifndef REDQUILL_ARTIFACTS_MIRROR_H_
#define REDQUILL_ARTIFACTS_MIRROR_H_

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "artifacts/fetch.h"
#include "artifacts/index.h"
#include "artifacts/location.h"
#include "artifacts/s3/bucket.h"
#include "base/error.h"

namespace redquill::artifacts {

struct MirrorOptions {
  Location source;    ///< In a bucket.
  std::string cache;  ///< Folder for mirrors of every source; made if need be.
  s3::Addressing addressing = s3::Addressing::kAuto;
  Backoff backoff;
  size_t parallel = 4;                       ///< Downloads at once; at least 1.
  size_t keep_previous = 2;                  ///< Old versions that stay on disk.
  uint64_t most_bytes = uint64_t{64} << 30;  ///< Of all packages; more is kTooLarge.
  bool quiet = false;                        ///< Draw no progress.
  const std::atomic<bool>* cancel = nullptr;
  /// Makes a package file of an ordinary model in zips; without it only packages are fetched.
  /// Called from several threads.
  Packing pack;
};

/// What a mirror holds after it was brought up to date.
struct Mirrored {
  std::vector<std::string>
      packages;  ///< Folders that model::Package::Open reads, whole and proven.
  /// Objects that could not be had, by key; where an older version of one is there, that one is
  /// among `packages`.
  std::vector<std::pair<std::string, Error>> problems;
  size_t fetched = 0, unchanged = 0;
};

/// Keeps the packages (*.rqm, and *.zip by `pack`: model/import/plain_model.h) of a bucket in a
/// folder of this machine: CACHE/<source>/ with index.json, packages/<name>/<digest>/ and
/// incoming/.
///
/// An object whose ETag and size are those of the index is not fetched again. Any other one is
/// downloaded into incoming/ (going on with what an earlier process left), its SHA-256 compared
/// with x-amz-checksum-sha256, the metadata "sha256" or the object KEY.sha256, where there is one,
/// unpacked beside, every file proven by the manifest, moved to its place by one rename, and the
/// archive deleted. The index names it only then: whenever the process or the machine dies, the
/// index leads to whole packages, old or new. Folders that neither the index nor the kept previous
/// versions name are deleted. One process at a time works on a mirror; another waits (flock).
///
/// Errors: those of s3::Bucket for the listing; kIo where the folder can't be written to; kTooLarge
/// and kIo where there is no room, before anything is fetched.
Result<Mirrored> UpdateMirror(aws::Session* session, const MirrorOptions& options);

/// What the mirror holds, without asking the bucket. Empty if nothing.
Mirrored HeldBy(const MirrorOptions& options);

/// The mirror's own folder below `cache`.
std::string FolderOf(const MirrorOptions& options);

}  // namespace redquill::artifacts

#endif  // REDQUILL_ARTIFACTS_MIRROR_H_
