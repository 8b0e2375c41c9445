#include "table/csv_reader.h"

#include <csv.h>

#include <algorithm>

#include "table/record.h"

namespace redquill::table {
namespace {

int NothingIsSpace(unsigned char) { return 0; }

// libcsv's parser, freed with its owner. It calls back with each cell and each record's end.
class Parser {
 public:
  explicit Parser(const Limits& limits) : limits_(limits) {
    if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) std::abort();
    csv_set_blk_size(&parser_, size_t{1} << 14);
    // RFC 4180: "Spaces are considered part of a field".
    csv_set_space_func(&parser_, NothingIsSpace);
  }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // Feeds at most one line. False where the quoting broke or memory ran out.
  bool Feed(std::string_view line, Row& row) {
    row_ = &row;
    return csv_parse(&parser_, line.data(), line.size(), OnCell, OnRecord, this) == line.size();
  }
  // Ends the input; false if that was inside quotes.
  bool Finish(Row& row) {
    row_ = &row;
    return csv_fini(&parser_, OnCell, OnRecord, this) == 0;
  }

  // Whether a record has ended since the last call.
  bool TakeRecord() { return std::exchange(record_, false); }
  bool TooLarge() const { return too_large_ || parser_.entry_pos > limits_.cell_bytes; }

 private:
  static void OnCell(void* bytes, size_t size, void* self_pointer) {
    auto& self = *static_cast<Parser*>(self_pointer);
    self.record_bytes_ += size;
    // One cell over the limit is let in, so that a header with too many of them is told as such.
    if (self.record_bytes_ > self.limits_.row_bytes ||
        self.row_->cells.size() > self.limits_.columns) {
      self.too_large_ = true;
      return;
    }
    self.row_->cells.emplace_back(static_cast<const char*>(bytes), size);
  }
  static void OnRecord(int, void* self_pointer) {
    auto& self = *static_cast<Parser*>(self_pointer);
    self.record_ = true;
    self.record_bytes_ = 0;
  }

  csv_parser parser_;
  Limits limits_;
  Row* row_ = nullptr;
  size_t record_bytes_ = 0;
  bool record_ = false, too_large_ = false;
};

class CsvReader : public Reader {
 public:
  CsvReader(Blocks blocks, const Limits& limits)
      : blocks_(std::move(blocks)), parser_(limits), limits_(limits) {}

  Result<void> ReadHeader(const std::string& name) {
    Row header;
    auto found = NextRecord(header);
    if (!found) return Failure(found.error(), name);
    columns_ = std::move(header.cells);
    return CheckHeader(columns_, limits_, name);
  }

  Result<bool> Next(Row& row) override {
    auto found = NextRecord(row);
    if (found && *found) CheckRecord(columns_, limits_, row);
    return found;
  }

 private:
  Result<bool> NextRecord(Row& row) {
    row.cells.clear();
    row.error.reset();
    bool begun = false;
    for (;;) {
      auto block = blocks_.Peek();
      if (!block) return Failure(block.error());
      if (block->empty()) return End(row);
      const std::string_view line = FirstLine(*block);
      if (!begun && line.find_first_not_of("\r\n") != std::string_view::npos) {
        begun = true;
        row.line = line_;
      }
      if (!parser_.Feed(line, row)) return Broken(row);
      if (parser_.TooLarge()) return Oversized(row);
      CountLine(line);
      blocks_.Skip(line.size());
      if (parser_.TakeRecord()) return true;
    }
  }

  // Up to the first CR or LF, so that the parser ends at most one record with it.
  static std::string_view FirstLine(std::string_view block) {
    std::string_view line = block.substr(0, block.find('\n'));
    if (line.size() < block.size()) line = block.substr(0, line.size() + 1);
    if (const size_t cr = line.find('\r'); cr != std::string_view::npos) {
      line = line.substr(0, cr + 1);
    }
    return line;
  }

  void CountLine(std::string_view line) {
    const char last = line.back();
    if (last == '\r' || (last == '\n' && !(line.size() == 1 && after_cr_))) ++line_;
    after_cr_ = last == '\r';
  }

  Result<bool> End(Row& row) {
    if (!parser_.Finish(row)) {
      return Fail(Code::kInvalidArgument, "the record that begins on " + Line(row.line) +
                                              " has a quote that is never closed; close it or "
                                              "double the quotes inside it");
    }
    if (parser_.TooLarge()) return Oversized(row);
    return parser_.TakeRecord();
  }

  Result<bool> Broken(const Row& row) const {
    const std::string since =
        row.line == line_ ? "" : " (the record begins on " + Line(row.line) + ")";
    return Fail(Code::kInvalidArgument,
                Line(line_) + " has broken quoting" + since +
                    "; a cell with a quote in it has to stand in quotes, each inner quote doubled");
  }

  Result<bool> Oversized(const Row& row) const {
    return Fail(Code::kTooLarge,
                "the record that begins on " + Line(row.line) + " has a cell of more than " +
                    std::to_string(limits_.cell_bytes) + " bytes, more than " +
                    std::to_string(limits_.row_bytes) + " bytes in all or more than " +
                    std::to_string(limits_.columns) +
                    " cells; look there for a quote that is never closed");
  }

  Blocks blocks_;
  Parser parser_;
  Limits limits_;
  uint64_t line_ = 1;
  bool after_cr_ = false;
};

}  // namespace

Result<std::unique_ptr<Reader>> OpenCsv(Blocks blocks, const std::string& name,
                                        const Limits& limits) {
  auto reader = std::make_unique<CsvReader>(std::move(blocks), limits);
  if (auto header = reader->ReadHeader(name); !header) return Failure(header.error());
  return reader;
}

}  // namespace redquill::table
