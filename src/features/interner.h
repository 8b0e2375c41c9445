#ifndef REDQUILL_FEATURES_INTERNER_H_
#define REDQUILL_FEATURES_INTERNER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace redquill::features {

/// Numbers distinct strings from 0 in the order of their first appearance.
class Interner {
 public:
  /// `expected` strings make no table grow.
  explicit Interner(size_t expected);

  /// The number of `key`, given to it now if it is new.
  uint32_t Number(std::string_view key);

  /// Borrowed until the next call of Number.
  std::string_view operator[](uint32_t number) const {
    return std::string_view(bytes_).substr(begins_[number], begins_[number + 1] - begins_[number]);
  }
  size_t size() const { return begins_.size() - 1; }

 private:
  void Grow();

  std::string bytes_;
  std::vector<uint32_t> begins_{0};
  std::vector<uint64_t> slots_;  // Hash's upper half and number + 1; 0 for free. A power of two.
};

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_INTERNER_H_
