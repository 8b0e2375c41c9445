#include "base/secret.h"

#include <openssl/crypto.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>
#include <ostream>
#include <utility>

namespace redquill {

Secret::Secret(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  const size_t length = (bytes.size() + page - 1) / page * page;
  void* pages = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  // Both are the best that can be had: an old kernel or a small RLIMIT_MEMLOCK refuses them.
  ::madvise(pages, length, MADV_DONTDUMP);
  ::mlock(pages, length);
  bytes_ = static_cast<char*>(pages);
  size_ = bytes.size();
  mapped_ = length;
  std::memcpy(bytes_, bytes.data(), size_);
}

Secret Secret::Take(std::string* bytes) {
  Secret secret(*bytes);
  WipeString(bytes);
  return secret;
}

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_(std::exchange(other.mapped_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  Wipe();
  bytes_ = std::exchange(other.bytes_, nullptr);
  size_ = std::exchange(other.size_, 0);
  mapped_ = std::exchange(other.mapped_, 0);
  return *this;
}

Secret::~Secret() { Wipe(); }

void Secret::Wipe() {
  if (bytes_ == nullptr) return;
  OPENSSL_cleanse(bytes_, mapped_);
  ::munmap(bytes_, mapped_);
  bytes_ = nullptr;
  size_ = mapped_ = 0;
}

bool operator==(const Secret& a, const Secret& b) {
  return a.size_ == b.size_ && CRYPTO_memcmp(a.bytes_, b.bytes_, a.size_) == 0;
}

void WipeString(std::string* bytes) {
  // The capacity, not the size: a longer content may have stood there before.
  bytes->resize(bytes->capacity());
  OPENSSL_cleanse(bytes->data(), bytes->size());
  bytes->clear();
}

std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "***"; }

}  // namespace redquill
