#include "train/ensemble/score_table.h"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <unordered_map>

#include "table/reader.h"
#include "table/writer.h"

namespace redquill::train {
namespace {

struct NumberColumn {
  const char* name;
  double ScoredEssay::*member;
};

constexpr NumberColumn kNumbers[] = {{"human", &ScoredEssay::human},
                                     {"raw", &ScoredEssay::raw},
                                     {"calibrated", &ScoredEssay::calibrated},
                                     {"score", &ScoredEssay::score}};

bool ReadNumber(const std::string& cell, double* value) {
  const char* end = cell.data() + cell.size();
  const auto [rest, failed] = std::from_chars(cell.data(), end, *value);
  return failed == std::errc() && rest == end && std::isfinite(*value);
}

/// How a table differs from the first one.
struct Differences {
  size_t count = 0;
  std::string first;

  void Add(const std::string& id, const char* what) {
    if (count++ == 0) first = "essay " + id + " " + what;
  }
};

Differences AlignOne(const ScoreTable& to, ScoreTable* table) {
  std::unordered_map<std::string_view, size_t> places;
  for (size_t i = 0; i < table->essays.size(); ++i) places[table->essays[i].id] = i;
  Differences differences;
  std::vector<ScoredEssay> ordered;
  ordered.reserve(to.essays.size());
  for (const ScoredEssay& wanted : to.essays) {
    const auto found = places.find(wanted.id);
    if (found == places.end()) {
      differences.Add(wanted.id, "is missing");
      continue;
    }
    const ScoredEssay& essay = table->essays[found->second];
    if (essay.human != wanted.human) differences.Add(wanted.id, "has another human score");
    if (essay.prompt != wanted.prompt) differences.Add(wanted.id, "has another prompt");
    ordered.push_back(essay);
  }
  if (table->essays.size() != to.essays.size() && differences.count == 0) {
    differences.count = table->essays.size() - to.essays.size();
    differences.first = "there are " + std::to_string(table->essays.size()) + " essays, not " +
                        std::to_string(to.essays.size());
  }
  if (differences.count == 0) table->essays = std::move(ordered);
  return differences;
}

}  // namespace

Result<ScoreTable> ReadScoreTable(const std::string& path) {
  auto reader = table::OpenTableFile(path);
  if (!reader) return Failure(reader.error());
  const auto id = (*reader)->Column("essay_id");
  if (!id) return Failure(id.error(), path);
  std::vector<size_t> columns;
  for (const auto& number : kNumbers) {
    const auto column = (*reader)->Column(number.name);
    if (!column) return Failure(column.error(), path);
    columns.push_back(*column);
  }
  const auto prompt = (*reader)->Column("prompt");
  ScoreTable read{std::filesystem::path(path).stem().string(), {}};
  std::unordered_map<std::string, uint64_t> lines;
  for (table::Row row;;) {
    const auto more = (*reader)->Next(row);
    if (!more) return Failure(more.error());
    if (!*more) break;
    const std::string at = path + ", line " + std::to_string(row.line);
    if (row.error) return Failure(*row.error, at);
    ScoredEssay essay{.id = row.cells[*id], .prompt = prompt ? row.cells[*prompt] : ""};
    for (size_t i = 0; i < columns.size(); ++i) {
      if (!ReadNumber(row.cells[columns[i]], &(essay.*kNumbers[i].member))) {
        return Fail(Code::kInvalidArgument,
                    at + ": the cell under " + kNumbers[i].name + " is no number.",
                    kNumbers[i].name);
      }
    }
    const auto [before, is_new] = lines.emplace(essay.id, row.line);
    if (!is_new) {
      return Fail(Code::kInvalidArgument,
                  at + ": the essay stands in line " + std::to_string(before->second) + " already.",
                  "essay_id");
    }
    read.essays.push_back(std::move(essay));
  }
  if (read.essays.empty()) return Fail(Code::kInvalidArgument, path + " holds no essay.");
  return read;
}

std::string ToCsv(const ScoreTable& table) {
  std::string csv = table::CsvRecord(
      std::vector<std::string>{"essay_id", "prompt", "human", "raw", "calibrated", "score"});
  for (const ScoredEssay& one : table.essays) {
    csv += table::CsvRecord(std::vector<std::string>{
        one.id, one.prompt, table::Number(one.human), table::Number(one.raw),
        table::Number(one.calibrated), table::Number(one.score)});
  }
  return csv;
}

Result<void> Align(std::span<ScoreTable> tables) {
  for (size_t i = 1; i < tables.size(); ++i) {
    const Differences differences = AlignOne(tables[0], &tables[i]);
    if (differences.count == 0) continue;
    return Fail(Code::kInvalidArgument,
                tables[i].name + " and " + tables[0].name + " don't hold the same essays: " +
                    std::to_string(differences.count) + " differ, the first: " + differences.first +
                    ". Compare scores of the same data and folds.",
                "essay_id");
  }
  return {};
}

}  // namespace redquill::train
