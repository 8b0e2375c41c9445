#include "model/zip/directory.h"

#include <gtest/gtest.h>

#include "model/zip/format.h"
#include "tests/support/raw_zip.h"

namespace redquill::model::zip {
namespace {

using samples::RawFile;
using samples::RawZip;
using namespace std::string_literals;

Result<std::vector<Entry>> Read(const std::string& archive, const Limits& limits = {}) {
  return ReadDirectory(std::as_bytes(std::span(archive)), limits);
}

/// The archive must be refused with this code and these words.
void ExpectRefused(const std::string& archive, Code code, std::string_view words,
                   const Limits& limits = {}) {
  const auto entries = Read(archive, limits);
  ASSERT_FALSE(entries) << "expected: " << words;
  EXPECT_EQ(CodeName(entries.error().code), CodeName(code)) << entries.error().message;
  EXPECT_NE(entries.error().message.find(words), std::string::npos) << entries.error().message;
}

RawFile File(std::string name = "a.txt") { return RawFile::Stored(std::move(name), "bytes of a"); }

TEST(ZipDirectory, ReadsStoredAndDeflatedFiles) {
  const auto entries =
      Read(RawZip({File(), RawFile::Deflated("b/c.txt", std::string(500, 'b')), File("empty")}));
  ASSERT_TRUE(entries) << entries.error().message;
  ASSERT_EQ(entries->size(), 3u);
  EXPECT_EQ((*entries)[0].name, "a.txt");
  EXPECT_FALSE((*entries)[0].deflated);
  EXPECT_EQ((*entries)[0].offset, kLocalBytes + 5);
  EXPECT_TRUE((*entries)[1].deflated);
  EXPECT_EQ((*entries)[1].size, 500u);
  EXPECT_LT((*entries)[1].packed, 500u);
  EXPECT_TRUE(Read(RawZip({}))->empty());
}

TEST(ZipDirectory, RefusesNamesThatLeadElsewhere) {
  for (const std::string& name :
       {"../a"s, "/etc/passwd"s, "a/../../b"s, "..\\a"s, "C:\\a"s, "a\0.txt"s, ""s, "a/"s, "./a"s,
        "a//b"s, "a/b/c/d/e"s, "\x1b[2J"s, "na\xc3\xafve"s}) {
    ExpectRefused(RawZip({File(name)}), Code::kCorrupt, "file name '");
  }
}

TEST(ZipDirectory, RefusesNamesThatStandTwice) {
  ExpectRefused(RawZip({File("a"), File("a")}), Code::kCorrupt, "two files are called 'a'");
  ExpectRefused(RawZip({File("model.json"), File("Model.JSON")}), Code::kCorrupt, "two files");
  RawFile other_name = File("a");
  other_name.local_name = "b";
  ExpectRefused(RawZip({other_name}), Code::kCorrupt, "say different things");
  RawFile unicode = File("a");
  unicode.central_extra = Record().U16(kExtraUnicodePath).U16(6).U16(1).U32(0).bytes();
  ExpectRefused(RawZip({unicode}), Code::kCorrupt, "second name");
}

TEST(ZipDirectory, RefusesWhatIsNoPlainFile) {
  const std::pair<uint32_t, const char*> kinds[] = {
      {uint32_t{0120777} << 16, "symbolic link"},
      {uint32_t{040755} << 16, "plain files only"},
      {uint32_t{020644} << 16, "plain files only"},  // Character device.
      {uint32_t{060644} << 16, "plain files only"},  // Block device.
      {uint32_t{010644} << 16, "plain files only"},  // Pipe.
      {uint32_t{0140644} << 16, "plain files only"},
      {0x10, "plain files only"},   // DOS folder.
      {0x08, "plain files only"}};  // DOS label.
  for (const auto& [attributes, words] : kinds) {
    RawFile file = File();
    file.attributes = attributes;
    ExpectRefused(RawZip({file}), Code::kCorrupt, words);
  }
  RawFile dos = File();
  dos.attributes = 0x20;  // DOS archive flag, as from a program that knows no Unix modes.
  EXPECT_TRUE(Read(RawZip({dos})));
}

TEST(ZipDirectory, RefusesFeaturesThatPackagesDoNotUse) {
  auto with = [](uint16_t flags, uint16_t method) {
    RawFile file = File();
    file.flags = flags;
    file.method = method;
    return RawZip({file});
  };
  ExpectRefused(with(kFlagEncrypted, 0), Code::kUnsupported, "encrypted");
  ExpectRefused(with(kFlagEncrypted | 1 << 6, 0), Code::kUnsupported, "encrypted");
  ExpectRefused(with(kFlagDescriptor, 0), Code::kUnsupported, "data descriptor");
  ExpectRefused(with(1 << 13, 0), Code::kUnsupported, "feature");
  for (uint16_t method : {1, 6, 9, 12, 14, 93, 95, 99}) {
    ExpectRefused(with(0, method), Code::kUnsupported, "method " + std::to_string(method));
  }
  EXPECT_TRUE(Read(with(kFlagUtf8, 0)));
}

TEST(ZipDirectory, LeavesNoByteUnaccounted) {
  ExpectRefused(RawZip({File()}, "stray"), Code::kCorrupt, "belong to no file");
  ExpectRefused(RawZip({File()}) + "x", Code::kCorrupt, "something stands behind it");
  ExpectRefused(RawZip({File()}, "", "comment"), Code::kCorrupt, "cut short");
  RawFile gap = File("b");
  gap.before = "stray";
  ExpectRefused(RawZip({File("a"), gap}), Code::kCorrupt, "belong to no file");
  RawFile early = File("b");
  early.offset_shift = -3;
  ExpectRefused(RawZip({File("a"), early}), Code::kCorrupt, "does not start where");
  RawFile remark = File();
  remark.comment = "remark";
  ExpectRefused(RawZip({remark}), Code::kCorrupt, "directory");
  // Two names for the same bytes, the way of the quine and overlap bombs.
  RawFile again = File("b");
  again.offset_shift = -static_cast<int64_t>(RawZip({File("a")}).size() - 46 - 1 - 22);
  ExpectRefused(RawZip({File("a"), again}), Code::kCorrupt, "does not start where");
}

TEST(ZipDirectory, RefusesDamagedExtraFields) {
  for (const std::string& extra :
       {"\1"s, "\1\0\xff\0"s, "abc"s, Record().U16(7).U16(9).bytes(),
        Record().U16(kExtraZip64).U16(4).U32(0).bytes(),
        Record().U16(kExtraZip64).U16(0).U16(kExtraZip64).U16(0).bytes()}) {
    RawFile file = File();
    file.central_extra = extra;
    EXPECT_EQ(Read(RawZip({file})).error().code, Code::kCorrupt);
    file = File();
    file.local_extra = extra;
    EXPECT_EQ(Read(RawZip({file})).error().code, Code::kCorrupt);
  }
  RawFile unknown = File();
  unknown.local_extra = unknown.central_extra = Record().U16(0x5455).U16(5).Bytes("\1time").bytes();
  EXPECT_TRUE(Read(RawZip({unknown})));
}

TEST(ZipDirectory, RefusesOverItsLimitsByWhatIsDeclared) {
  const std::string two = RawZip({File("a"), File("b")});
  ExpectRefused(two, Code::kTooLarge, "at most 1 are allowed", {.files = 1});
  ExpectRefused(two, Code::kTooLarge, "bytes; at most 9", {.file_bytes = 9});
  ExpectRefused(two, Code::kTooLarge, "19 bytes in all", {.total_bytes = 19});
  ExpectRefused(two, Code::kTooLarge, "bytes; at most", {.archive_bytes = two.size() - 1});
  EXPECT_TRUE(Read(two, {.archive_bytes = two.size(),
                         .files = 2,
                         .file_bytes = 10,
                         .total_bytes = 20,
                         .inflated_bytes = 0}));
  const std::string packed = RawZip({RawFile::Deflated("a", std::string(500, 'a'))});
  ExpectRefused(packed, Code::kTooLarge, "store large files", {.inflated_bytes = 499});
}

TEST(ZipDirectory, RefusesBombs) {
  RawFile bomb = RawFile::Deflated("bomb", std::string(8 << 20, '\0'));
  ExpectRefused(RawZip({bomb}), Code::kTooLarge, "zip bomb");
  bomb.size = 0xfffffffe;  // Declares what it does not hold.
  ExpectRefused(RawZip({bomb}), Code::kTooLarge, "zip bomb");
  // Many files, each within its limit.
  std::vector<RawFile> many;
  for (int i = 0; i < 200; ++i) {
    many.push_back(RawFile::Deflated("f" + std::to_string(i), std::string(40'000, 'x')));
  }
  ExpectRefused(RawZip(many), Code::kTooLarge, "in all", {.total_bytes = 1'000'000});
}

TEST(ZipDirectory, RefusesEveryTruncation) {
  const std::string whole = RawZip({File("a"), RawFile::Deflated("b", std::string(90, 'b'))});
  ASSERT_TRUE(Read(whole));
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(Read(whole.substr(0, size)).error().code, Code::kCorrupt) << size;
    EXPECT_FALSE(Read(whole.substr(whole.size() - size))) << size;
  }
}

TEST(ZipDirectory, RefusesASplitArchive) {
  std::string archive = RawZip({File()});
  archive[archive.size() - 18] = 1;
  ExpectRefused(archive, Code::kUnsupported, "split");
}

}  // namespace
}  // namespace redquill::model::zip
