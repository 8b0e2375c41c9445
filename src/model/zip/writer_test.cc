#include "model/zip/writer.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <functional>

#include "model/zip/directory.h"
#include "model/zip/format.h"
#include "model/zip/unpack.h"

namespace redquill::model::zip {
namespace {

struct Item {
  std::string name, bytes;
  bool store;
};

std::string Noise(size_t size) {
  std::string bytes;
  for (uint32_t x = 1; bytes.size() < size; x = x * 1664525 + 1013904223)
    bytes += static_cast<char>(x >> 24);
  return bytes;
}

std::vector<Item> Items() {
  return {{"a.txt", std::string(3000, 'a') + "!", false},
          {"noise", Noise(777), false},
          {"stored/b", std::string(100, 'b'), true},
          {"empty", "", false},
          {"z.bin", Noise(65), true},
          {"zeros", std::string(1 << 20, '\0'), false}};
}

std::string Write(const std::vector<Item>& items, uint64_t zip64_from = 0xffffffff) {
  std::string archive;
  Writer writer(
      [&](std::string_view bytes) -> Result<void> {
        archive += bytes;
        return {};
      },
      zip64_from);
  for (const Item& item : items) EXPECT_TRUE(writer.Add(item.name, item.bytes, item.store));
  EXPECT_TRUE(writer.Finish());
  return archive;
}

std::string Text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads the archive with our reader and compares it with what was put in.
void ExpectHolds(const std::string& archive, const std::vector<Item>& items) {
  const auto bytes = std::as_bytes(std::span(archive));
  const auto entries = ReadDirectory(bytes, {});
  ASSERT_TRUE(entries) << entries.error().message;
  ASSERT_EQ(entries->size(), items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    const Entry& entry = (*entries)[i];
    EXPECT_EQ(entry.name, items[i].name);
    const auto unpacked = Unpack(bytes, entry, InPlace::kNo);
    ASSERT_TRUE(unpacked) << unpacked.error().message;
    EXPECT_EQ(Text(unpacked->bytes), items[i].bytes);
    EXPECT_TRUE(entry.deflated || entry.offset % kAlignment == 0) << entry.name;
  }
}

TEST(ZipWriter, IsReadBack) { ExpectHolds(Write(Items()), Items()); }

TEST(ZipWriter, StoresWhatDeflatingDoesNotHelp) {
  const std::string archive = Write(Items());
  const auto entries = *ReadDirectory(std::as_bytes(std::span(archive)), {});
  EXPECT_TRUE(entries[0].deflated);
  EXPECT_FALSE(entries[1].deflated);  // Noise.
  EXPECT_FALSE(entries[2].deflated);  // Asked for.
  EXPECT_FALSE(entries[3].deflated);  // Empty.
  EXPECT_FALSE(entries[5].deflated);  // Would look like a bomb.
}

TEST(ZipWriter, Writes64BitFieldsWhereNeeded) {
  for (uint64_t from : {0, 1, 60, 700, 3000, 4000}) {
    const std::string archive = Write(Items(), from);
    SCOPED_TRACE(from);
    ExpectHolds(archive, Items());
  }
}

TEST(ZipWriter, RefusesDamagedZip64Records) {
  const std::string whole = Write({{"a", "b", true}}, 0);
  const size_t start = whole.size() - kEndBytes - kLocator64Bytes - kEnd64Bytes;
  int accepted = 0;
  for (size_t i = start; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    if (ReadDirectory(std::as_bytes(std::span(damaged)), {})) ++accepted;
  }
  EXPECT_EQ(accepted, 4);  // The two bytes each of versions made by and needed, which say nothing.
}

/// libzip, an independent implementation, finds the same files in our archives.
TEST(ZipWriter, IsReadByLibzip) {
  for (uint64_t from : {uint64_t{0}, uint64_t{0xffffffff}}) {
    const std::string archive = Write(Items(), from);
    zip_error_t error;
    zip_source_t* source = zip_source_buffer_create(archive.data(), archive.size(), 0, &error);
    zip_t* zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    ASSERT_NE(zip, nullptr) << zip_error_strerror(&error);
    EXPECT_EQ(zip_get_num_entries(zip, 0), static_cast<zip_int64_t>(Items().size()));
    for (const Item& item : Items()) {
      zip_file_t* file = zip_fopen(zip, item.name.c_str(), 0);
      ASSERT_NE(file, nullptr) << item.name;
      std::string bytes(item.bytes.size() + 1, '\0');
      EXPECT_EQ(zip_fread(file, bytes.data(), bytes.size()),
                static_cast<zip_int64_t>(item.bytes.size()));
      bytes.pop_back();
      EXPECT_EQ(bytes, item.bytes);
      zip_fclose(file);
    }
    zip_discard(zip);
  }
}

TEST(ZipWriter, PassesTheSinksErrorOn) {
  Writer writer([](std::string_view) -> Result<void> { return Fail(Code::kIo, "disk full"); });
  EXPECT_EQ(writer.Add("a", "b", true).error().message, "disk full");
}

}  // namespace
}  // namespace redquill::model::zip
