#include "table/json_lines_reader.h"

#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/json.h"
#include "table/record.h"
#include "table/shown.h"

namespace redquill::table {
namespace {

using Json = nlohmann::json;

// A value as a cell; nothing for an array or object.
std::optional<std::string> Cell(const Json& value) {
  if (value.is_structured()) return std::nullopt;
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

class JsonLinesReader : public Reader {
 public:
  JsonLinesReader(Blocks blocks, const Limits& limits)
      : lines_(std::move(blocks), limits.row_bytes), limits_(limits) {}

  Result<void> ReadHeader(const std::string& name) {
    auto found = NextLine();
    if (!found) return Failure(found.error(), name);
    first_ = line_;
    first_number_ = lines_.number();
    auto object = Parse();
    if (!object) return Failure(object.error(), name + ": " + Line(lines_.number()));
    for (const auto& [key, value] : object->items()) {
      if (!value.is_structured()) columns_.push_back(key);
    }
    for (size_t i = 0; i < columns_.size(); ++i) place_[columns_[i]] = i;
    return CheckHeader(columns_, limits_, name);
  }

  Result<bool> Next(Row& row) override {
    row.error.reset();
    if (first_) {
      line_ = std::move(*first_);
      first_.reset();
      row.line = first_number_;
    } else {
      auto found = NextLine();
      if (!found || !*found) return found;
      row.line = lines_.number();
    }
    FillRow(row);
    return true;
  }

 private:
  // The next line that isn't empty, into line_.
  Result<bool> NextLine() {
    for (;;) {
      auto found = lines_.Next(line_, too_long_);
      if (!found || !*found) return found;
      if (line_.find_first_not_of(" \t") != std::string::npos) return true;
    }
  }

  Result<Json> Parse() const {
    if (too_long_) {
      return Fail(Code::kTooLarge, "more than " + std::to_string(limits_.row_bytes) +
                                       " bytes; leave out the keys that hold no essay");
    }
    auto json = ParseJson(line_, {.bytes = limits_.row_bytes, .depth = 64});
    if (json && !json->is_object()) {
      return Fail(Code::kInvalidArgument,
                  "not a JSON object; JSON Lines has one object a line, {\"text\": \"...\"}");
    }
    return json;
  }

  void FillRow(Row& row) {
    row.cells.assign(columns_.size(), std::string());
    auto object = Parse();
    if (!object) {
      row.error = std::move(object.error());
      row.error->message = Line(row.line) + ": " + row.error->message;
      return;
    }
    for (const auto& [key, value] : object->items()) {
      const auto column = place_.find(key);
      if (column == place_.end()) continue;
      auto cell = Cell(value);
      if (!cell) {
        row.error = Error{Code::kInvalidArgument,
                          Line(row.line) + ": " + Shown(key) +
                              " is an array or object; give it as a string or number",
                          key};
        return;
      }
      row.cells[column->second] = std::move(*cell);
    }
    CheckRecord(columns_, limits_, row);
  }

  Lines lines_;
  Limits limits_;
  std::string line_;
  bool too_long_ = false;
  std::optional<std::string> first_;  ///< The line that gave the columns is a record too.
  uint64_t first_number_ = 0;
  std::unordered_map<std::string, size_t> place_;
};

}  // namespace

Result<std::unique_ptr<Reader>> OpenJsonLines(Blocks blocks, const std::string& name,
                                              const Limits& limits) {
  auto reader = std::make_unique<JsonLinesReader>(std::move(blocks), limits);
  if (auto header = reader->ReadHeader(name); !header) return Failure(header.error());
  return reader;
}

}  // namespace redquill::table
