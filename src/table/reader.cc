#include "table/reader.h"

#include <algorithm>
#include <cctype>

#include "table/blocks.h"
#include "table/csv_reader.h"
#include "table/json_lines_reader.h"
#include "table/shown.h"
#include "table/tsv_reader.h"

namespace redquill::table {

std::optional<Format> FormatOfName(std::string_view path) {
  std::string ending(path.substr(std::min(path.rfind('.'), path.size())));
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (ending == ".csv") return Format::kCsv;
  if (ending == ".tsv") return Format::kTsv;
  if (ending == ".jsonl" || ending == ".ndjson") return Format::kJsonLines;
  return std::nullopt;
}

std::string Reader::ColumnList() const {
  constexpr size_t kShown = 30;
  std::string list;
  for (size_t i = 0; i < columns_.size() && i < kShown; ++i) {
    list += (i == 0 ? "" : ", ") + Shown(columns_[i]);
  }
  if (columns_.size() > kShown) {
    list += " and " + std::to_string(columns_.size() - kShown) + " more";
  }
  return list;
}

Result<size_t> Reader::Column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  if (found != columns_.end()) return static_cast<size_t>(found - columns_.begin());
  return Fail(Code::kNotFound, "there is no column " + Shown(name) + "; there are " + ColumnList(),
              std::string(name));
}

Result<std::unique_ptr<Reader>> OpenTable(std::unique_ptr<Bytes> bytes, Format format,
                                          const std::string& name, const Limits& limits) {
  Blocks blocks(std::move(bytes));
  if (auto begun = blocks.Begin(name); !begun) return Failure(begun.error());
  switch (format) {
    case Format::kCsv:
      return OpenCsv(std::move(blocks), name, limits);
    case Format::kTsv:
      return OpenTsv(std::move(blocks), name, limits);
    case Format::kJsonLines:
      return OpenJsonLines(std::move(blocks), name, limits);
  }
  return Fail(Code::kInternal, "no such table format");
}

Result<std::unique_ptr<Reader>> OpenTableFile(const std::string& path, const Limits& limits) {
  const auto format = FormatOfName(path);
  if (!format) {
    return Fail(Code::kInvalidArgument,
                path + ": a table's name ends in .csv, .tsv, .jsonl or .ndjson");
  }
  auto bytes = OpenBytes(path);
  if (!bytes) return Failure(bytes.error());
  return OpenTable(std::move(*bytes), *format, path, limits);
}

}  // namespace redquill::table
