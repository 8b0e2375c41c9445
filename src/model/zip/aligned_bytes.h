#ifndef REDQUILL_MODEL_ZIP_ALIGNED_BYTES_H_
#define REDQUILL_MODEL_ZIP_ALIGNED_BYTES_H_

#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace redquill::model::zip {

/// Every file's bytes start at a multiple of this, so that vector instructions may load weights in
/// place.
inline constexpr size_t kAlignment = 64;

/// Bytes in memory at an address that is a multiple of 64. Moves keep the address.
class AlignedBytes {
 public:
  /// Not initialised. data() is nullptr where there is not that much memory.
  explicit AlignedBytes(size_t size)
      : bytes_(static_cast<std::byte*>(
            ::operator new (size == 0 ? 1 : size, std::align_val_t{kAlignment}, std::nothrow))),
        size_(size) {}

  std::byte* data() { return bytes_.get(); }
  std::span<const std::byte> span() const { return {bytes_.get(), size_}; }

 private:
  struct Free {
    void operator()(std::byte* bytes) const {
      ::operator delete (bytes, std::align_val_t{kAlignment});
    }
  };
  std::unique_ptr<std::byte, Free> bytes_;
  size_t size_;
};

}  // namespace redquill::model::zip

#endif  // REDQUILL_MODEL_ZIP_ALIGNED_BYTES_H_
