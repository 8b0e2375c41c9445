#include <gtest/gtest.h>

#include "table/reader.h"

namespace redquill::table {
namespace {

Result<std::unique_ptr<Reader>> Open(std::string_view csv, const Limits& limits = {}) {
  return OpenTable(BytesInMemory(csv), Format::kCsv, "essays.csv", limits);
}

// Every record of `csv`, or the error that ended the reading.
Result<std::vector<Row>> ReadAll(std::string_view csv, const Limits& limits = {}) {
  auto reader = Open(csv, limits);
  if (!reader) return Failure(reader.error());
  std::vector<Row> rows;
  for (;;) {
    Row row;
    auto found = (*reader)->Next(row);
    if (!found) return Failure(found.error());
    if (!*found) return rows;
    rows.push_back(std::move(row));
  }
}

TEST(Csv, ReadsQuotedCellsWithSeparatorsQuotesAndLineFeeds) {
  auto rows = ReadAll("id,text\n1,\"One, \"\"two\"\"\nand three.\"\n2,plain\n");
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0].cells, (std::vector<std::string>{"1", "One, \"two\"\nand three."}));
  EXPECT_EQ((*rows)[0].line, 2u);
  EXPECT_EQ((*rows)[1].cells, (std::vector<std::string>{"2", "plain"}));
  EXPECT_EQ((*rows)[1].line, 4u);
}

TEST(Csv, KeepsSpacesAndEmptyCells) {
  auto rows = ReadAll("a,b,c\n  x ,,\" y \"\n,,\n");
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ((*rows)[0].cells, (std::vector<std::string>{"  x ", "", " y "}));
  EXPECT_EQ((*rows)[1].cells, (std::vector<std::string>{"", "", ""}));
}

TEST(Csv, TakesEveryLineEndAndPassesOverEmptyLines) {
  for (const std::string_view csv :
       {"id,t\r\n1,a\r\n\r\n2,b\r\n", "id,t\n1,a\n\n2,b", "id,t\r1,a\r\r2,b\r"}) {
    auto rows = ReadAll(csv);
    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_EQ(rows->size(), 2u);
    EXPECT_EQ((*rows)[1].cells[1], "b");
    EXPECT_EQ((*rows)[1].line, 4u);
  }
}

TEST(Csv, SkipsAByteOrderMark) {
  auto reader = Open("\xEF\xBB\xBF\"id\",text\n1,a\n");
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ((*reader)->columns()[0], "id");
}

TEST(Csv, BrokenQuotingNamesBothLines) {
  auto rows = ReadAll("id,text\n1,\"fine\"\n2,\"begins\nhere\" but goes on\n");
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, Code::kInvalidArgument);
  EXPECT_NE(rows.error().message.find("line 4 has broken quoting (the record begins on line 3)"),
            std::string::npos)
      << rows.error().message;
  EXPECT_EQ(rows.error().message.find("goes on"), std::string::npos);
}

TEST(Csv, AQuoteInsideAPlainCellIsBroken) {
  auto rows = ReadAll("id,text\n1,She said \"no\"\n");
  ASSERT_FALSE(rows);
  EXPECT_NE(rows.error().message.find("line 2 has broken quoting"), std::string::npos);
}

TEST(Csv, AnUnclosedQuoteIsToldWithItsLine) {
  auto rows = ReadAll("id,text\n1,a\n2,\"never closed\n3,b\n");
  ASSERT_FALSE(rows);
  EXPECT_NE(rows.error().message.find("begins on line 3 has a quote that is never closed"),
            std::string::npos)
      << rows.error().message;
}

TEST(Csv, ARecordWithAnotherNumberOfCellsIsItsOwnError) {
  auto rows = ReadAll("id,text\n1,a\n2,b,c\n3\n4,d\n");
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 4u);
  ASSERT_TRUE((*rows)[1].error);
  EXPECT_NE((*rows)[1].error->message.find("line 3 has 3 cells and the header 2"),
            std::string::npos)
      << (*rows)[1].error->message;
  ASSERT_TRUE((*rows)[2].error);
  EXPECT_NE((*rows)[2].error->message.find("line 4 has 1 cell "), std::string::npos);
  EXPECT_FALSE((*rows)[3].error);
}

TEST(Csv, BadBytesNameLineAndColumn) {
  using std::string_literals::operator""s;
  auto rows = ReadAll("id,text\n1,caf\xE9\n2,a\0b\n3,good\n"s);
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_TRUE((*rows)[0].error);
  EXPECT_EQ((*rows)[0].error->code, Code::kBadEncoding);
  EXPECT_EQ((*rows)[0].error->field, "text");
  EXPECT_NE((*rows)[0].error->message.find("line 2: column text is not UTF-8 at byte 3"),
            std::string::npos)
      << (*rows)[0].error->message;
  ASSERT_TRUE((*rows)[1].error);
  EXPECT_NE((*rows)[1].error->message.find("line 3: column text has a NUL at byte 1"),
            std::string::npos);
  EXPECT_FALSE((*rows)[2].error);
}

TEST(Csv, ACellOverTheLimitEndsTheReading) {
  Limits limits;
  limits.cell_bytes = 1000;
  EXPECT_TRUE(ReadAll("id,text\n1," + std::string(1000, 'a') + "\n", limits));
  auto rows = ReadAll("id,text\n1,\"" + std::string(1001, 'a') + "\n", limits);
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, Code::kTooLarge);
  EXPECT_NE(rows.error().message.find("line 2"), std::string::npos);
}

TEST(Csv, MoreCellsThanTheLimitEndTheReading) {
  Limits limits;
  limits.columns = 3;
  EXPECT_FALSE(Open("a,b,c,d\n", limits));
  EXPECT_FALSE(ReadAll("a,b\n1,2,3,4,5,6\n", limits));
}

TEST(Csv, ReadsTheSameHoweverTheBytesArrive) {
  // One byte at a time: record ends, quotes and CR LF fall between two reads.
  class Dribble : public Bytes {
   public:
    explicit Dribble(std::string_view bytes) : left_(bytes) {}
    Result<size_t> Read(std::span<char> into) override {
      if (left_.empty()) return size_t{0};
      into[0] = left_[0];
      left_.remove_prefix(1);
      return size_t{1};
    }

   private:
    std::string_view left_;
  };
  std::string csv = "id,text\r\n";
  for (int i = 0; i < 9000; ++i) csv += "7,\"a\r\n\"\"b\"\"\"\r\n";  // Over one block in all.
  auto reader = OpenTable(std::make_unique<Dribble>(csv), Format::kCsv, "dribble.csv");
  ASSERT_TRUE(reader) << reader.error().message;
  Row row;
  for (uint64_t i = 0; i < 9000; ++i) {
    auto found = (*reader)->Next(row);
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_TRUE(*found);
    ASSERT_FALSE(row.error) << row.error->message;
    ASSERT_EQ(row.cells[1], "a\r\n\"b\"");
    ASSERT_EQ(row.line, 2 + 2 * i);
  }
  EXPECT_FALSE(*(*reader)->Next(row));
}

}  // namespace
}  // namespace redquill::table
