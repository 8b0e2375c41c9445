#include "table/blocks.h"

#include <algorithm>
#include <cstring>

namespace redquill::table {
namespace {

constexpr size_t kBlockBytes = size_t{1} << 16;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

constexpr std::string_view kBlanks = " \t\r\n";

// Whether a line that isn't blank has ended in `block`.
bool HasLine(std::string_view block) {
  if (block.starts_with(kByteOrderMark)) block.remove_prefix(kByteOrderMark.size());
  const size_t begin = block.find_first_not_of(kBlanks);
  return begin != std::string_view::npos && block.find('\n', begin) != std::string_view::npos;
}

}  // namespace

Blocks::Blocks(std::unique_ptr<Bytes> bytes) : bytes_(std::move(bytes)), buffer_(kBlockBytes) {}

Result<void> Blocks::Fill() {
  auto got = bytes_->Read(buffer_);
  if (!got) return Failure(got.error());
  at_ = 0;
  end_ = *got;
  return {};
}

Result<void> Blocks::Begin(const std::string& name) {
  // A pipe may give a few bytes at a time: read on until there is a whole line to look at, and no
  // further, since whoever writes may wait for what becomes of it.
  while (end_ < buffer_.size() && !HasLine({buffer_.data(), end_})) {
    auto got = bytes_->Read(std::span(buffer_).subspan(end_));
    if (!got) return Failure(got.error());
    if (*got == 0) break;
    end_ += *got;
  }
  std::string_view block(buffer_.data(), end_);
  if (block.starts_with("\xFF\xFE") || block.starts_with("\xFE\xFF")) {
    return Fail(Code::kBadEncoding, name + " is UTF-16; save it as UTF-8");
  }
  if (block.starts_with(kByteOrderMark)) {
    block.remove_prefix(kByteOrderMark.size());
    at_ = kByteOrderMark.size();
  }
  if (block.find_first_not_of(kBlanks) == std::string_view::npos) {
    return Fail(Code::kInvalidArgument, name + " is empty; a table needs a header and records");
  }
  if (block.substr(0, block.find('\n')).find('\0') != std::string_view::npos) {
    return Fail(Code::kInvalidArgument,
                name + " is a binary file; save the table as CSV, TSV or JSON Lines in UTF-8");
  }
  return {};
}

Result<std::string_view> Blocks::Peek() {
  if (at_ == end_) {
    if (auto filled = Fill(); !filled) return Failure(filled.error());
  }
  return std::string_view(buffer_.data() + at_, end_ - at_);
}

Result<bool> Lines::Next(std::string& line, bool& too_long) {
  line.clear();
  too_long = false;
  ++number_;
  bool any = false;
  for (;;) {
    auto block = blocks_.Peek();
    if (!block) return Failure(block.error());
    if (block->empty()) break;
    any = true;
    const size_t end = std::min(block->find('\n'), block->size());
    const size_t room = limit_ - line.size();
    line.append(block->substr(0, std::min(end, room)));
    too_long = too_long || end > room;
    const bool ended = end < block->size();
    blocks_.Skip(ended ? end + 1 : end);
    if (ended) break;
  }
  if (line.ends_with('\r') && !too_long) line.pop_back();
  return any;
}

}  // namespace redquill::table
