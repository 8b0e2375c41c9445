#include "store/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/file.h"
#include "base/quote.h"
#include "store/journal_frames.h"

namespace redquill::store {
namespace {

namespace fs = std::filesystem;

/// A new file is begun above this, so that replaying gives back space bit by bit.
constexpr uint64_t kFileBytes = 8 << 20;
constexpr uint64_t kMostFileBytes = 64 << 20;
constexpr size_t kBatch = 256;

tl::unexpected<Error> IoFailure(const std::string& path, int error) {
  return Fail(Code::kIo,
              "The journal " + Quoted(path) + " can't be written: " + std::strerror(error) + ".");
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

void SyncFolder(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::Open(const std::string& folder, uint64_t limit) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return IoFailure(folder, error.value());
  ::chmod(folder.c_str(), 0700);
  const std::string lock_path = folder + "/lock";
  const int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return IoFailure(lock_path, errno);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return Fail(Code::kConflict, "The journal " + Quoted(folder) +
                                     " is in use by another process. Give each its own folder.");
  }
  std::unique_ptr<Journal> journal(new Journal(folder, limit, lock));
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".damaged")) ++journal->damaged_;
    if (!name.ends_with(".journal")) continue;
    const uint64_t number = std::strtoull(name.c_str(), nullptr, 10);
    if (number == 0 || journal->PathOf(number) != entry.path().string()) continue;
    journal->files_.push_back(number);
    journal->bytes_ += entry.file_size(error);
    journal->next_ = std::max(journal->next_, number + 1);
  }
  if (error) return IoFailure(folder, error.value());
  std::sort(journal->files_.begin(), journal->files_.end());
  return journal;
}

Journal::~Journal() {
  CloseFile();
  ::close(lock_);
}

std::string Journal::PathOf(uint64_t number) const {
  char name[32];
  std::snprintf(name, sizeof name, "%012llu.journal", static_cast<unsigned long long>(number));
  return (fs::path(folder_) / name).string();
}

Result<void> Journal::OpenFile() {
  const std::string path = PathOf(next_);
  fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  if (fd_ < 0) return IoFailure(path, errno);
  SyncFolder(folder_);
  files_.push_back(next_++);
  file_bytes_ = 0;
  return {};
}

void Journal::CloseFile() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Result<void> Journal::Append(std::span<const ScoreRecord> records) {
  std::string frames;
  for (const ScoreRecord& record : records) frames += FrameOf(record);
  const std::lock_guard lock(mutex_);
  if (bytes_ + frames.size() > limit_) {
    return Fail(Code::kTooLarge, "The journal " + Quoted(folder_) +
                                     " is full; the database has not taken records for too long.");
  }
  if (fd_ >= 0 && file_bytes_ > kFileBytes) CloseFile();
  if (fd_ < 0) {
    if (auto opened = OpenFile(); !opened) return opened;
  }
  if (!WriteAll(fd_, frames) || ::fdatasync(fd_) != 0) {
    const int error = errno;
    // After a failed write or sync the file's end can't be trusted: what stood before it stays.
    if (::ftruncate(fd_, static_cast<off_t>(file_bytes_)) == 0) ::fdatasync(fd_);
    CloseFile();
    return IoFailure(PathOf(files_.back()), error);
  }
  file_bytes_ += frames.size();
  bytes_ += frames.size();
  return {};
}

Result<void> Journal::Replay(
    const std::function<Result<void>(std::span<const ScoreRecord>)>& take) {
  const std::lock_guard alone(replaying_);
  std::vector<uint64_t> files;
  {
    const std::lock_guard lock(mutex_);
    CloseFile();
    files = files_;
  }
  for (const uint64_t number : files) {
    const std::string path = PathOf(number);
    const auto bytes = ReadFile(path, kMostFileBytes);
    if (!bytes) return Failure(bytes.error());
    const Frames frames = ReadFrames(*bytes);
    const std::span<const ScoreRecord> all(frames.records);
    for (size_t at = 0; at < all.size(); at += kBatch) {
      auto taken = take(all.subspan(at, std::min(kBatch, all.size() - at)));
      if (!taken) return taken;
    }
    if (frames.whole) {
      ::unlink(path.c_str());
    } else {
      ::rename(path.c_str(), (path + ".damaged").c_str());
    }
    const std::lock_guard lock(mutex_);
    std::erase(files_, number);
    bytes_ -= std::min<uint64_t>(bytes_, bytes->size());
    if (!frames.whole) ++damaged_;
  }
  return {};
}

uint64_t Journal::size() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

uint64_t Journal::damaged() const {
  const std::lock_guard lock(mutex_);
  return damaged_;
}

}  // namespace redquill::store
