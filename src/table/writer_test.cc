#include "table/writer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "table/reader.h"

namespace redquill::table {
namespace {

TEST(CsvRecord, QuotesOnlyWhatHasToBe) {
  EXPECT_EQ(CsvRecord(std::vector<std::string>{"a", "b c", "d,e", "f\"g", " h"}),
            "a,b c,\"d,e\",\"f\"\"g\",\" h\"\n");
}

TEST(CsvRecord, ReadsBackAsWritten) {
  const std::vector<std::string> cells = {"a\r\nb", "\"\"", ",",
                                          "",       " ",    "\xE2\x80\x9Cyes\xE2\x80\x9D"};
  const std::string csv = "1,2,3,4,5,6\n" + CsvRecord(cells);
  auto reader = OpenTable(BytesInMemory(csv), Format::kCsv, "csv");
  ASSERT_TRUE(reader);
  Row row;
  ASSERT_TRUE(*(*reader)->Next(row));
  EXPECT_EQ(row.cells, cells);
}

TEST(CsvRecord, AnEmptyCellAloneIsStillARecord) {
  EXPECT_EQ(CsvRecord(std::vector<std::string>{""}), "\"\"\n");
}

TEST(Number, IsShortAndExact) {
  EXPECT_EQ(Number(3), "3");
  EXPECT_EQ(Number(3.5), "3.5");
  EXPECT_EQ(Number(0.1), "0.1");
  EXPECT_EQ(Number(-0.0), "0");
  EXPECT_EQ(Number(1e-7), "0.0000001");
  EXPECT_EQ(Number(std::nan("")), "");
  EXPECT_EQ(std::stod(Number(M_PI)), M_PI);
}

}  // namespace
}  // namespace redquill::table
