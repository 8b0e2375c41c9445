#include "table/essays.h"

#include <filesystem>
#include <system_error>
#include <unordered_set>

#include "table/file_essays.h"
#include "table/shown.h"
#include "table/table_essays.h"

namespace redquill::table {
namespace {

// Files that are surely no plain text, and what to do with each instead.
struct Foreign {
  std::string_view ending, advice;
};
constexpr Foreign kForeign[] = {
    {".xlsx", "save the sheet as CSV in UTF-8"},
    {".xls", "save the sheet as CSV in UTF-8"},
    {".ods", "save the sheet as CSV in UTF-8"},
    {".docx", "save the text as .txt in UTF-8"},
    {".doc", "save the text as .txt in UTF-8"},
    {".odt", "save the text as .txt in UTF-8"},
    {".rtf", "save the text as .txt in UTF-8"},
    {".pdf", "save the text as .txt in UTF-8"},
    {".json", "write one object a line and name the file .jsonl"},
    {".gz", "unpack it first"},
    {".xz", "unpack it first"},
    {".zip", "unpack it first"},
};

}  // namespace

Result<std::unique_ptr<EssayReader>> OpenEssays(const std::string& path, const ColumnNames& columns,
                                                const Required& required,
                                                std::optional<Format> format) {
  std::error_code unknown;
  if (path != "-" && std::filesystem::is_directory(path, unknown)) return EssaysOfFolder(path);
  if (!format) format = FormatOfName(path);
  if (!format) {
    for (const Foreign& foreign : kForeign) {
      if (path.ends_with(foreign.ending)) {
        return Fail(Code::kUnsupported, path + " is no plain text; " + std::string(foreign.advice));
      }
    }
    return EssayOfFile(path);
  }
  auto bytes = OpenBytes(path);
  if (!bytes) return Failure(bytes.error());
  const std::string name = path == "-" ? "the standard input" : path;
  auto table = OpenTable(std::move(*bytes), *format, name);
  if (!table) return Failure(table.error());
  return EssaysOfTable(std::move(*table), name, columns, required);
}

Result<std::vector<EssayRow>> ReadEssays(const std::string& path, const ColumnNames& columns,
                                         const Required& required, std::optional<Format> format) {
  auto reader = OpenEssays(path, columns, required, format);
  if (!reader) return Failure(reader.error());
  std::vector<EssayRow> essays;
  std::unordered_set<std::string> ids;
  EssayRow essay;
  for (;;) {
    auto found = (*reader)->Next(essay);
    if (!found) return Failure(found.error());
    if (!*found) return essays;
    if (essay.error) return Failure(*essay.error, path);
    if (!ids.insert(essay.id).second) {
      return Fail(Code::kConflict, path + ": line " + std::to_string(essay.line) + ": the id " +
                                       Shown(essay.id) +
                                       " comes twice; every essay needs one of its own");
    }
    essays.push_back(std::move(essay));
  }
}

}  // namespace redquill::table
