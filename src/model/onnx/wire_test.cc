#include "model/onnx/wire.h"

#include <gtest/gtest.h>

namespace redquill::model::onnx {
namespace {

TEST(WireTest, ReadsBackWhatItWrites) {
  std::string bytes;
  WireWriter writer(&bytes);
  writer.Count(1, 300);
  writer.Count(2, static_cast<uint64_t>(int64_t{-1}));
  writer.Float(3, -2.5f);
  writer.Bytes(200, "text");
  EXPECT_EQ(bytes.substr(0, 3), "\x08\xac\x02");  // The format's own example: field 1, 300.

  WireReader reader(bytes);
  EXPECT_EQ(reader.Next()->count, 300u);
  EXPECT_EQ(static_cast<int64_t>(reader.Next()->count), -1);
  EXPECT_EQ(reader.Next()->count, 0xc0200000u);
  const auto text = reader.Next();
  EXPECT_EQ(text->number, 200);
  EXPECT_EQ(text->bytes, "text");
  EXPECT_FALSE(reader.Next());
  EXPECT_FALSE(reader.failed());
}

TEST(WireTest, AFieldIsKnownAsItStands) {
  std::string bytes;
  WireWriter writer(&bytes);
  writer.Count(1, 300);
  writer.Float(3, -2.5f);
  writer.Bytes(200, "text");
  std::string again;
  WireReader reader(bytes);
  while (const auto field = reader.Next()) again += field->whole;
  EXPECT_EQ(again, bytes);
}

TEST(WireTest, HeadSizeIsWhatHeadWrites) {
  for (uint64_t size : {0ull, 1ull, 127ull, 128ull, 16383ull, 16384ull, 1ull << 31}) {
    std::string bytes;
    WireWriter(&bytes).Head(9, size);
    EXPECT_EQ(bytes.size(), HeadSize(9, size)) << size;
  }
}

TEST(WireTest, FailsOnWhatIsNoMessage) {
  for (const std::string& bad : {std::string("\x08"),
                                 std::string("\x0a\x05"
                                             "abc"),
                                 std::string("\x0d\x01\x02"), std::string("\x0b"),
                                 std::string("\0\x01", 2), std::string(12, '\xff')}) {
    WireReader reader(bad);
    while (reader.Next()) {
    }
    EXPECT_TRUE(reader.failed());
  }
}

}  // namespace
}  // namespace redquill::model::onnx
