// CSV and TSV on any bytes: what is read fits the header and the limits, and good records survive
// being written and read again.
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "table/essays.h"
#include "table/reader.h"
#include "table/table_essays.h"
#include "table/writer.h"

using namespace redquill::table;  // NOLINT: a fuzz target is one small program.

namespace {

constexpr Limits kLimits = {.cell_bytes = 300, .columns = 20, .row_bytes = 1000};

void Require(bool held) {
  if (!held) std::abort();
}

void RequireGood(const Row& row, size_t columns) {
  Require(row.cells.size() == columns);
  for (const std::string& cell : row.cells) {
    Require(cell.size() <= kLimits.cell_bytes && cell.find('\0') == std::string::npos &&
            !redquill::FirstBadUtf8(cell));
  }
}

void RequireRoundTrip(const std::vector<std::string>& columns, const std::string& written,
                      const std::vector<std::vector<std::string>>& records) {
  auto reader = OpenTable(BytesInMemory(written), Format::kCsv, "again", kLimits);
  Require(reader && (*reader)->columns() == columns);
  Row row;
  for (const auto& record : records) {
    auto found = (*reader)->Next(row);
    Require(found && *found && !row.error && row.cells == record);
  }
  auto end = (*reader)->Next(row);
  Require(end && !*end);
}

void ReadRows(std::string_view bytes, Format format) {
  auto reader = OpenTable(BytesInMemory(bytes), format, "table", kLimits);
  if (!reader) return Require(!reader.error().message.empty());
  const auto columns = (*reader)->columns();
  Require(!columns.empty() && columns.size() <= kLimits.columns);
  // A name may begin with U+FEFF, which would be taken for the mark were there none before it.
  std::string written = "\xEF\xBB\xBF" + CsvRecord(columns);
  std::vector<std::vector<std::string>> records;
  uint64_t line = 0;
  for (Row row;;) {
    auto found = (*reader)->Next(row);
    if (!found || !*found) break;
    Require(row.line > line);
    line = row.line;
    if (row.error) continue;
    RequireGood(row, columns.size());
    written += CsvRecord(row.cells);
    records.push_back(row.cells);
  }
  RequireRoundTrip(columns, written, records);
}

void ReadEssayRows(std::string_view bytes) {
  auto table = OpenTable(BytesInMemory(bytes), Format::kCsv, "table", kLimits);
  if (!table) return;
  auto essays = EssaysOfTable(std::move(*table), "table", {}, {});
  if (!essays) return;
  for (EssayRow essay;;) {
    auto found = (*essays)->Next(essay);
    if (!found || !*found) return;
    Require(!essay.id.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ReadRows(bytes, Format::kCsv);
  ReadRows(bytes, Format::kTsv);
  ReadEssayRows(bytes);
  return 0;
}
