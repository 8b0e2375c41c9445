#include "model/zip/unpack.h"

#include <gtest/gtest.h>

#include "tests/support/raw_zip.h"

namespace redquill::model::zip {
namespace {

using samples::RawFile;
using samples::RawZip;

/// Unpacks the first file of an archive whose directory is sound.
Result<std::string> First(const RawFile& file) {
  const std::string archive = RawZip({file});
  const auto bytes = std::as_bytes(std::span(archive));
  const auto entries = ReadDirectory(bytes, {});
  EXPECT_TRUE(entries) << entries.error().message;
  const auto unpacked = Unpack(bytes, entries->front(), InPlace::kYes);
  if (!unpacked) return Failure(unpacked.error());
  EXPECT_EQ(reinterpret_cast<uintptr_t>(unpacked->bytes.data()) % kAlignment, 0u);
  return std::string(reinterpret_cast<const char*>(unpacked->bytes.data()), unpacked->bytes.size());
}

TEST(Unpack, GivesTheBytes) {
  EXPECT_EQ(*First(RawFile::Stored("a", "plain")), "plain");
  EXPECT_EQ(*First(RawFile::Deflated("a", std::string(5000, 'x'))), std::string(5000, 'x'));
  EXPECT_EQ(*First(RawFile::Stored("a", "")), "");
  EXPECT_EQ(*First(RawFile::Deflated("a", "")), "");
}

TEST(Unpack, RefusesAWrongCrc) {
  for (RawFile file : {RawFile::Stored("a", "plain"), RawFile::Deflated("a", "plain")}) {
    file.crc ^= 1;
    const auto bytes = First(file);
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().code, Code::kCorrupt);
    EXPECT_EQ(bytes.error().message, "file 'a' is damaged (CRC-32)");
  }
}

TEST(Unpack, RefusesDataThatUnpacksToAnotherSize) {
  const std::string text(1000, 'x');
  for (uint64_t size : {0, 1, 999, 1001, 50'000}) {
    RawFile file = RawFile::Deflated("a", text);
    file.size = size;
    EXPECT_EQ(First(file).error().message, "file 'a' does not unpack to its declared size");
  }
}

TEST(Unpack, RefusesDataBehindOrMissingFromTheStream) {
  RawFile longer = RawFile::Deflated("a", "some text, some text");
  longer.data += "x";
  EXPECT_EQ(First(longer).error().code, Code::kCorrupt);
  RawFile shorter = RawFile::Deflated("a", "some text, some text");
  shorter.data.pop_back();
  EXPECT_EQ(First(shorter).error().code, Code::kCorrupt);
  RawFile none = RawFile::Deflated("a", "");
  none.data.clear();
  EXPECT_EQ(First(none).error().code, Code::kCorrupt);
}

TEST(Unpack, RefusesWhatIsNoDeflateStream) {
  RawFile file = RawFile::Deflated("a", "text");
  file.data = "\xff\xff\xff\xff";
  EXPECT_EQ(First(file).error().code, Code::kCorrupt);
}

TEST(Unpack, UsesAlignedBytesInPlaceOnlyWhenAllowed) {
  const std::string archive = RawZip({RawFile::Stored("a", "plain")});
  const auto entries = *ReadDirectory(std::as_bytes(std::span(archive)), {});
  // A copy of the archive in which the data is aligned.
  AlignedBytes memory(2 * kAlignment + archive.size());
  const size_t shift = kAlignment - entries[0].offset % kAlignment;
  std::copy(archive.begin(), archive.end(), reinterpret_cast<char*>(memory.data()) + shift);
  const auto placed = memory.span().subspan(shift, archive.size());
  EXPECT_FALSE(Unpack(placed, entries[0], InPlace::kYes)->owned);
  EXPECT_TRUE(Unpack(placed, entries[0], InPlace::kNo)->owned);
}

}  // namespace
}  // namespace redquill::model::zip
