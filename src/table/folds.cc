#include "table/folds.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_set>

#include "table/record.h"
#include "table/shown.h"

namespace redquill::table {
namespace {

constexpr int kMostFolds = 100;

std::optional<int> FoldNumber(const std::string& cell) {
  int fold = -1;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), fold);
  if (error != std::errc() || end != cell.data() + cell.size()) return std::nullopt;
  if (fold < 0 || fold >= kMostFolds) return std::nullopt;
  return fold;
}

std::optional<Part> PartOfName(const std::string& cell) {
  if (cell == "train") return Part::kTrain;
  if (cell == "dev") return Part::kDev;
  if (cell == "test") return Part::kTest;
  return std::nullopt;
}

// Where the columns fold_0, fold_1 and so on stand; empty if there is no fold_0.
std::vector<size_t> FoldColumns(const Reader& reader) {
  std::vector<size_t> columns;
  while (columns.size() < kMostFolds) {
    const auto column = reader.Column("fold_" + std::to_string(columns.size()));
    if (!column) break;
    columns.push_back(*column);
  }
  return columns;
}

using Parts = std::unordered_map<std::string, std::vector<Part>>;

// The next record, which has to be good; false at the end.
Result<bool> NextGood(Reader& reader, Row& row) {
  auto found = reader.Next(row);
  if (found && *found && row.error) return Failure(*row.error);
  return found;
}

tl::unexpected<Error> Twice(const Row& row) {
  return Fail(Code::kInvalidArgument,
              Line(row.line) + ": essay " + Shown(row.cells[0]) + " comes twice");
}

// The first form: the number of the fold in which an essay is tested.
Result<Parts> ReadNumbers(Reader& reader, size_t column) {
  std::unordered_map<std::string, int> test_fold;
  int count = 0;
  Row row;
  for (;;) {
    auto found = NextGood(reader, row);
    if (!found) return Failure(found.error());
    if (!*found) break;
    const auto fold = FoldNumber(row.cells[column]);
    if (!fold) {
      return Fail(Code::kInvalidArgument,
                  Line(row.line) + " has no fold between 0 and " + std::to_string(kMostFolds - 1));
    }
    count = std::max(count, *fold + 1);
    if (!test_fold.emplace(row.cells[0], *fold).second) return Twice(row);
  }
  Parts parts;
  for (const auto& [id, fold] : test_fold) {
    auto& of = parts[id];
    of.assign(static_cast<size_t>(count), Part::kTrain);
    of[static_cast<size_t>(fold)] = Part::kTest;
  }
  return parts;
}

// The second form: what an essay is for, in a column for each fold.
Result<Parts> ReadWords(Reader& reader, const std::vector<size_t>& columns) {
  Parts parts;
  Row row;
  for (;;) {
    auto found = NextGood(reader, row);
    if (!found) return Failure(found.error());
    if (!*found) return parts;
    std::vector<Part> of;
    for (size_t column : columns) {
      const auto part = PartOfName(row.cells[column]);
      if (!part) {
        return Fail(Code::kInvalidArgument,
                    Line(row.line) + " has another word than train, dev or test in a fold");
      }
      of.push_back(*part);
    }
    if (!parts.emplace(row.cells[0], std::move(of)).second) return Twice(row);
  }
}

struct Named {
  size_t count = 0;
  std::string first;

  void Add(const std::string& id) {
    if (count++ == 0) first = id;
  }
  std::string Say(const std::string& what) const {
    if (count == 0) return "";
    return " " + std::to_string(count) + " " + what + " (first: " + Shown(first) + ");";
  }
};

}  // namespace

Result<Part> Folds::PartOf(const std::string& id, int fold) const {
  const auto found = parts_.find(id);
  if (found == parts_.end()) {
    return Fail(Code::kNotFound, "essay " + Shown(id) + " is in no fold of the split");
  }
  if (fold < 0 || fold >= count_) {
    return Fail(Code::kInvalidArgument, "there is no fold " + std::to_string(fold) +
                                            "; the split has folds 0 to " +
                                            std::to_string(count_ - 1));
  }
  return found->second[static_cast<size_t>(fold)];
}

std::vector<size_t> Folds::Select(std::span<const std::string> ids, int fold, Part part) const {
  std::vector<size_t> selected;
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto of = PartOf(ids[i], fold);
    if (of && *of == part) selected.push_back(i);
  }
  return selected;
}

Result<void> Folds::CheckIds(std::span<const std::string> ids) const {
  Named missing, twice, extra;
  std::unordered_set<std::string_view> seen;
  for (const std::string& id : ids) {
    if (!seen.insert(id).second) {
      twice.Add(id);
    } else if (!Has(id)) {
      missing.Add(id);
    }
  }
  for (const auto& [id, parts] : parts_) {
    if (seen.contains(id)) continue;
    // The map's order is no order; the smallest name is the same everywhere.
    if (extra.count == 0 || id < extra.first) extra.first = id;
    ++extra.count;
  }
  if (missing.count + twice.count + extra.count == 0) return {};
  std::string message = "the split doesn't fit the essays:" + missing.Say("essays are in no fold") +
                        twice.Say("ids come twice") + extra.Say("ids of the split have no essay");
  message.back() = '.';
  return Fail(Code::kInvalidArgument, message + " Use the folds that were made for this table");
}

Result<Folds> ReadFolds(Reader& reader) {
  const auto number = reader.Column("fold");
  const std::vector<size_t> columns = FoldColumns(reader);
  if (number.has_value() == !columns.empty() || (number && *number == 0)) {
    return Fail(Code::kInvalidArgument,
                "a split has the essays' ids in its first column, then either a column fold with "
                "numbers or columns fold_0, fold_1 and so on with train, dev or test");
  }
  auto parts = number ? ReadNumbers(reader, *number) : ReadWords(reader, columns);
  if (!parts) return Failure(parts.error());
  if (parts->empty()) return Fail(Code::kInvalidArgument, "the split has no essays");

  Folds folds;
  folds.parts_ = std::move(*parts);
  std::vector<bool> tested(folds.parts_.begin()->second.size());
  folds.count_ = static_cast<int>(tested.size());
  for (const auto& [id, of] : folds.parts_) {
    for (size_t fold = 0; fold < of.size(); ++fold) {
      folds.has_dev_ = folds.has_dev_ || of[fold] == Part::kDev;
      if (of[fold] == Part::kTest) tested[fold] = true;
    }
  }
  for (size_t fold = 0; fold < tested.size(); ++fold) {
    if (!tested[fold]) {
      return Fail(Code::kInvalidArgument,
                  "fold " + std::to_string(fold) + " of the split has no test essay");
    }
  }
  return folds;
}

Result<Folds> ReadFoldsFile(const std::string& path) {
  auto reader = OpenTableFile(path);
  if (!reader) return Failure(reader.error());
  auto folds = ReadFolds(**reader);
  if (!folds) return Failure(folds.error(), path);
  return folds;
}

}  // namespace redquill::table
