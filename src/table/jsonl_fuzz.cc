// JSON Lines on any bytes: what is read fits the columns and the limits, lines ascend, and no error
// repeats a line's text.
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "table/reader.h"

using redquill::table::BytesInMemory;
using redquill::table::Format;
using redquill::table::Limits;
using redquill::table::OpenTable;
using redquill::table::Row;

namespace {

constexpr Limits kLimits = {.cell_bytes = 300, .columns = 20, .row_bytes = 1000};

void Require(bool held) {
  if (!held) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto reader = OpenTable(BytesInMemory(bytes), Format::kJsonLines, "table", kLimits);
  if (!reader) {
    Require(!reader.error().message.empty());
    return 0;
  }
  const size_t columns = (*reader)->columns().size();
  Require(columns > 0 && columns <= kLimits.columns);
  uint64_t line = 0;
  for (Row row;;) {
    auto found = (*reader)->Next(row);
    Require(found.has_value());  // Memory can't fail, and a bad line is its own error.
    if (!*found) return 0;
    Require(row.line > line);
    line = row.line;
    if (row.error) {
      Require(!row.error->message.empty() && row.error->message.size() < 1000);
      continue;
    }
    Require(row.cells.size() == columns);
    for (const std::string& cell : row.cells) {
      Require(cell.size() <= kLimits.cell_bytes && cell.find('\0') == std::string::npos &&
              !redquill::FirstBadUtf8(cell));
    }
  }
}
