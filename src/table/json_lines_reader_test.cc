#include <gtest/gtest.h>

#include "table/reader.h"

namespace redquill::table {
namespace {

Result<std::unique_ptr<Reader>> Open(std::string_view bytes) {
  return OpenTable(BytesInMemory(bytes), Format::kJsonLines, "essays.jsonl");
}

TEST(JsonLines, TheFirstObjectNamesTheColumns) {
  auto reader = Open(
      "{\"id\": 7, \"text\": \"One\\ntwo.\", \"score\": 3.50, \"meta\": {\"a\": [1]}}\n"
      "\n"
      "{\"text\": \"Three.\", \"score\": null, \"id\": \"b\", \"new\": true}\n");
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ((*reader)->columns(), (std::vector<std::string>{"id", "score", "text"}));
  Row row;
  ASSERT_TRUE(*(*reader)->Next(row));
  EXPECT_EQ(row.cells, (std::vector<std::string>{"7", "3.5", "One\ntwo."}));
  EXPECT_EQ(row.line, 1u);
  ASSERT_TRUE(*(*reader)->Next(row));
  ASSERT_FALSE(row.error);
  EXPECT_EQ(row.cells, (std::vector<std::string>{"b", "", "Three."}));
  EXPECT_EQ(row.line, 3u);
  EXPECT_FALSE(*(*reader)->Next(row));
}

TEST(JsonLines, ABadLineIsItsOwnErrorAndHasNoText) {
  auto reader = Open(
      "{\"id\": 1, \"text\": \"a\"}\n"
      "{\"id\": 2, \"text\": \"secret words}\n"
      "{\"id\": 3, \"text\": [\"a\"]}\n"
      "{\"id\": 4, \"text\": \"a\\u0000b\"}\n"
      "{\"id\": 5, \"text\": \"good\"}\n");
  ASSERT_TRUE(reader);
  const char* messages[] = {"", "line 2: not JSON: a fault at byte",
                            "line 3: text is an array or object",
                            "line 4: column text has a NUL at byte 1", ""};
  Row row;
  for (const std::string message : messages) {
    ASSERT_TRUE(*(*reader)->Next(row));
    ASSERT_EQ(row.error.has_value(), !message.empty()) << message;
    if (!row.error) continue;
    EXPECT_EQ(row.error->message.find(message), 0u) << row.error->message;
    EXPECT_EQ(row.error->message.find("secret"), std::string::npos);
  }
}

TEST(JsonLines, ABrokenFirstLineIsRefused) {
  EXPECT_FALSE(Open("{\"id\": 1,\n"));
  auto array = Open("[{\"id\": 1}]\n");
  ASSERT_FALSE(array);
  EXPECT_NE(array.error().message.find("not a JSON object; JSON Lines has one object a line"),
            std::string::npos)
      << array.error().message;
  EXPECT_FALSE(Open("{}\n"));
}

TEST(JsonLines, ALineThatWouldBeAmbiguousOrDeepIsItsOwnError) {
  using std::string_literals::operator""s;
  const std::string lines[] = {"{\"text\": \"a\", \"text\": \"b\"}",
                               "{\"text\": \"a\"} x",
                               "{\"text\": \"a\"}\0x"s,
                               "7",
                               "{\"text\": NaN}",
                               "{\"x\": " + std::string(1000000, '[')};
  for (const std::string& line : lines) {
    const std::string bytes = "{\"text\": \"a\"}\n" + line + "\n{\"text\": \"last\"}\n";
    auto reader = Open(bytes);
    ASSERT_TRUE(reader);
    Row row;
    ASSERT_TRUE(*(*reader)->Next(row));
    EXPECT_FALSE(row.error);
    ASSERT_TRUE(*(*reader)->Next(row));
    EXPECT_TRUE(row.error) << line.substr(0, 50);
    ASSERT_TRUE(*(*reader)->Next(row));
    EXPECT_EQ(row.cells[0], "last");
  }
}

}  // namespace
}  // namespace redquill::table
