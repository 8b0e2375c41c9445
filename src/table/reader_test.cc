#include "table/reader.h"

#include <gtest/gtest.h>

namespace redquill::table {
namespace {

using std::string_literals::operator""s;

Result<std::unique_ptr<Reader>> Open(Format format, std::string_view bytes) {
  return OpenTable(BytesInMemory(bytes), format, "table");
}

TEST(FormatOfName, GoesByTheEnding) {
  EXPECT_EQ(FormatOfName("a/b.csv"), Format::kCsv);
  EXPECT_EQ(FormatOfName("B.CSV"), Format::kCsv);
  EXPECT_EQ(FormatOfName("x.tsv"), Format::kTsv);
  EXPECT_EQ(FormatOfName("x.jsonl"), Format::kJsonLines);
  EXPECT_EQ(FormatOfName("x.ndjson"), Format::kJsonLines);
  EXPECT_EQ(FormatOfName("x.txt"), std::nullopt);
  EXPECT_EQ(FormatOfName("csv"), std::nullopt);
}

TEST(OpenTable, RefusesWhatIsNoTable) {
  const struct {
    std::string bytes, message;
  } cases[] = {
      {"", "is empty"},
      {" \n\n", "is empty"},
      {"\xEF\xBB\xBF", "is empty"},
      {"\xFF\xFEi\0d\0"s, "UTF-16"},
      {"PK\x03\x04\x14\0\x06\0"s, "binary file"},
      {"\x7F"
       "ELF\x02\x01\x01\0\0"s,
       "binary file"},
      {"caf\xE9\nx\n", "not UTF-8"},
  };
  for (const auto& [bytes, message] : cases) {
    for (Format format : {Format::kCsv, Format::kTsv, Format::kJsonLines}) {
      auto reader = Open(format, bytes);
      ASSERT_FALSE(reader) << message;
      EXPECT_NE(reader.error().message.find(message), std::string::npos) << reader.error().message;
    }
  }
}

TEST(OpenTable, RefusesTwoColumnsOfOneName) {
  auto reader = Open(Format::kCsv, "id,text,id\n1,a,2\n");
  ASSERT_FALSE(reader);
  EXPECT_NE(reader.error().message.find("two columns named id"), std::string::npos);
}

TEST(OpenTable, AHeaderAloneHasNoRecords) {
  auto reader = Open(Format::kTsv, "id\ttext");
  ASSERT_TRUE(reader) << reader.error().message;
  Row row;
  auto found = (*reader)->Next(row);
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
}

TEST(OpenTableFile, SaysWhyAFileCantBeOpened) {
  auto missing = OpenTableFile("/nonexistent/essays.csv");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  auto unknown = OpenTableFile("essays.txt");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find(".csv, .tsv, .jsonl"), std::string::npos);
}

TEST(Reader, AMissingColumnListsThoseThereAre) {
  auto reader = Open(Format::kCsv, "id,answer,score\n1,a,2\n");
  ASSERT_TRUE(reader);
  EXPECT_EQ(*(*reader)->Column("score"), 2u);
  auto missing = (*reader)->Column("essay");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  EXPECT_EQ(missing.error().message, "there is no column essay; there are id, answer, score");
}

TEST(Tsv, AQuoteIsACharacter) {
  auto reader = Open(Format::kTsv, "id\ttext\r\n1\t\"Never closed, she said.\r\n2\t\"\"\r\n");
  ASSERT_TRUE(reader) << reader.error().message;
  Row row;
  ASSERT_TRUE(*(*reader)->Next(row));
  EXPECT_EQ(row.cells[1], "\"Never closed, she said.");
  ASSERT_TRUE(*(*reader)->Next(row));
  EXPECT_EQ(row.cells[1], "\"\"");
  EXPECT_EQ(row.line, 3u);
  EXPECT_FALSE(*(*reader)->Next(row));
}

TEST(Tsv, BadRecordsDontStopTheRest) {
  auto reader = Open(Format::kTsv, "id\ttext\n1\ta\tb\n\n2\t\xFF\n3\tgood\n");
  ASSERT_TRUE(reader);
  Row row;
  ASSERT_TRUE(*(*reader)->Next(row));
  EXPECT_TRUE(row.error);
  ASSERT_TRUE(*(*reader)->Next(row));
  ASSERT_TRUE(row.error);
  EXPECT_EQ(row.error->message.find("line 4: column text is not UTF-8"), 0u);
  ASSERT_TRUE(*(*reader)->Next(row));
  EXPECT_FALSE(row.error);
  EXPECT_EQ(row.cells[1], "good");
}

TEST(Tsv, AnOverlongLineIsPassedOver) {
  Limits limits;
  limits.row_bytes = 100;
  const std::string bytes = "id\ttext\n1\t" + std::string(200000, 'a') + "\n2\tshort\n";
  auto reader = OpenTable(BytesInMemory(bytes), Format::kTsv, "table", limits);
  ASSERT_TRUE(reader);
  Row row;
  ASSERT_TRUE(*(*reader)->Next(row));
  ASSERT_TRUE(row.error);
  EXPECT_EQ(row.error->code, Code::kTooLarge);
  ASSERT_TRUE(*(*reader)->Next(row));
  EXPECT_EQ(row.cells[1], "short");
  EXPECT_EQ(row.line, 3u);
}

}  // namespace
}  // namespace redquill::table
