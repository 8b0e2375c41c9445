#include "table/tsv_reader.h"

#include <algorithm>

#include "table/record.h"

namespace redquill::table {
namespace {

std::vector<std::string> Split(std::string_view line) {
  std::vector<std::string> cells;
  cells.reserve(static_cast<size_t>(std::count(line.begin(), line.end(), '\t')) + 1);
  for (;;) {
    const size_t tab = line.find('\t');
    cells.emplace_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return cells;
    line.remove_prefix(tab + 1);
  }
}

class TsvReader : public Reader {
 public:
  TsvReader(Blocks blocks, const Limits& limits)
      : lines_(std::move(blocks), limits.row_bytes), limits_(limits) {}

  Result<void> ReadHeader(const std::string& name) {
    Row header;
    auto found = NextLine(header);
    if (!found) return Failure(found.error(), name);
    if (header.error) return Failure(*header.error, name);
    columns_ = std::move(header.cells);
    return CheckHeader(columns_, limits_, name);
  }

  Result<bool> Next(Row& row) override {
    auto found = NextLine(row);
    if (found && *found && !row.error) CheckRecord(columns_, limits_, row);
    return found;
  }

 private:
  Result<bool> NextLine(Row& row) {
    row.cells.clear();
    row.error.reset();
    bool too_long = false;
    do {
      auto found = lines_.Next(line_, too_long);
      if (!found || !*found) return found;
    } while (line_.empty());
    row.line = lines_.number();
    // Tabs are counted before cells are made of them.
    const auto tabs = static_cast<size_t>(std::count(line_.begin(), line_.end(), '\t'));
    if (too_long || tabs > limits_.columns) {
      row.error = Error{Code::kTooLarge,
                        Line(row.line) + " has more than " + std::to_string(limits_.row_bytes) +
                            " bytes or more than " + std::to_string(limits_.columns) + " cells",
                        {}};
      return true;
    }
    row.cells = Split(line_);
    return true;
  }

  Lines lines_;
  Limits limits_;
  std::string line_;
};

}  // namespace

Result<std::unique_ptr<Reader>> OpenTsv(Blocks blocks, const std::string& name,
                                        const Limits& limits) {
  auto reader = std::make_unique<TsvReader>(std::move(blocks), limits);
  if (auto header = reader->ReadHeader(name); !header) return Failure(header.error());
  return reader;
}

}  // namespace redquill::table
