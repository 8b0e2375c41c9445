#ifndef REDQUILL_TABLE_READER_H_
#define REDQUILL_TABLE_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "table/bytes.h"

namespace redquill::table {

enum class Format {
  kCsv,        ///< RFC 4180: comma, double quotes, line feeds inside quotes; strict.
  kTsv,        ///< One record a line, cells split by single tabs; no quoting, no escapes.
  kJsonLines,  ///< One JSON object a line.
};

/// By the name's ending: .csv, .tsv, .jsonl or .ndjson, in any case. Nothing for any other.
std::optional<Format> FormatOfName(std::string_view path);

/// What a reader accepts. Beyond a limit nothing more is stored.
struct Limits {
  size_t cell_bytes = size_t{1} << 20;
  size_t columns = 4096;
  size_t row_bytes = size_t{8} << 20;
};

/// One record under a table's header.
struct Row {
  uint64_t line = 0;               ///< The line of the file on which the record begins, from 1.
  std::vector<std::string> cells;  ///< One for each column, in order.
  /// Set where this record alone is bad (a cell too many or missing, a byte that is not UTF-8, a
  /// NUL in a cell, broken JSON in its line); the cells are then not to be used, but reading can go
  /// on.
  std::optional<Error> error;
};

/// Reads a table record by record, in constant memory. The first record of .csv and .tsv names the
/// columns; in JSON Lines the keys of the first object do, in byte order: keys missing from a later
/// object give empty cells, keys that only later objects have are left out, and numbers and
/// booleans are given as JSON writes them. A byte order mark at the start is skipped, empty lines
/// are passed over. One thread at a time.
class Reader {
 public:
  virtual ~Reader() = default;

  /// Not empty, no name twice, valid UTF-8.
  const std::vector<std::string>& columns() const { return columns_; }

  /// The next record; false at the end. Errors in here end the reading: kIo, broken CSV quoting
  /// (kInvalidArgument, with the line on which the record began and the one where it broke), a cell
  /// or record over the limits (kTooLarge). Bad records that reading survives are told in
  /// row.error.
  virtual Result<bool> Next(Row& row) = 0;

  /// The columns' names for messages: "id, text, score" (the first 30).
  std::string ColumnList() const;

  /// Where the column of this name stands; kNotFound with the list of columns that there are.
  Result<size_t> Column(std::string_view name) const;

 protected:
  std::vector<std::string> columns_;
};

/// Reads the header of `bytes`; `name` is used in messages. kInvalidArgument for an empty table, a
/// binary file, UTF-16, no or double column names; else Reader::Next's errors.
Result<std::unique_ptr<Reader>> OpenTable(std::unique_ptr<Bytes> bytes, Format format,
                                          const std::string& name, const Limits& limits = {});

/// The same for a file; its format goes by its name (kInvalidArgument if that says nothing).
Result<std::unique_ptr<Reader>> OpenTableFile(const std::string& path, const Limits& limits = {});

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_READER_H_
