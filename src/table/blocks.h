#ifndef REDQUILL_TABLE_BLOCKS_H_
#define REDQUILL_TABLE_BLOCKS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "table/bytes.h"

namespace redquill::table {

/// The bytes of a table block by block, without a byte order mark, and a check that they can be
/// text at all. One thread at a time.
class Blocks {
 public:
  explicit Blocks(std::unique_ptr<Bytes> bytes);

  /// Reads the first block and looks whether it can be a table's: kInvalidArgument for nothing but
  /// white space, UTF-16 and binary files (a NUL in the first line). `name` is for messages.
  Result<void> Begin(const std::string& name);

  /// What is left of the block at hand, or the next one; empty at the end. Valid until the next
  /// call.
  Result<std::string_view> Peek();
  /// Passes over the first `n` bytes of what Peek gave.
  void Skip(size_t n) { at_ += n; }

 private:
  Result<void> Fill();

  std::unique_ptr<Bytes> bytes_;
  std::vector<char> buffer_;
  size_t at_ = 0, end_ = 0;
};

/// Lines of at most `limit` bytes. One thread at a time.
class Lines {
 public:
  Lines(Blocks blocks, size_t limit) : blocks_(std::move(blocks)), limit_(limit) {}

  /// The next line without its end (LF or CR LF); false at the end. Where a line is longer than the
  /// limit, `too_long` is set and `line` has its beginning only.
  Result<bool> Next(std::string& line, bool& too_long);
  /// The number of the line that Next gave last, from 1.
  uint64_t number() const { return number_; }

 private:
  Blocks blocks_;
  size_t limit_;
  uint64_t number_ = 0;
};

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_BLOCKS_H_
