#include "table/table_essays.h"

#include <charconv>
#include <cmath>
#include <span>
#include <string_view>

#include "table/record.h"
#include "table/shown.h"

namespace redquill::table {
namespace {

constexpr std::string_view kText[] = {"full_text", "essay", "text", "essay_text"};
constexpr std::string_view kId[] = {"essay_id", "id", "text_id", "essay_id_comp"};
constexpr std::string_view kScore[] = {"score", "holistic_essay_score", "domain1_score"};
constexpr std::string_view kPrompt[] = {"prompt_name", "essay_set", "prompt"};

using Place = std::optional<size_t>;

// Where the column stands that `given` names, or else the first of the usual names.
Result<Place> Find(const Reader& table, std::string_view what, const std::string& given,
                   std::span<const std::string_view> usual, bool required) {
  if (!given.empty()) {
    auto column = table.Column(given);
    if (!column) return Failure(column.error());
    return Place(*column);
  }
  std::string names;
  for (std::string_view name : usual) {
    if (auto column = table.Column(name)) return Place(*column);
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  if (!required) return Place();
  const std::string option = std::string(what) + "-column";
  return Fail(Code::kNotFound,
              "no column is named " + names + ", as the essays' " + std::string(what) +
                  " usually is; there are " + table.ColumnList() + ". Name the right one with --" +
                  option,
              option);
}

// A human score; nothing for an empty cell.
Result<std::optional<double>> ReadScore(std::string_view cell) {
  while (cell.starts_with(' ')) cell.remove_prefix(1);
  while (cell.ends_with(' ')) cell.remove_suffix(1);
  if (cell.empty()) return std::optional<double>();
  double score = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), score);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(score)) {
    return Fail(Code::kInvalidArgument, "is not a number");
  }
  return std::optional<double>(score);
}

class TableEssays : public EssayReader {
 public:
  explicit TableEssays(std::unique_ptr<Reader> table, std::string name)
      : table_(std::move(table)), name_(std::move(name)) {}

  Result<void> FindColumns(const ColumnNames& names, const Required& required) {
    auto text = Find(*table_, "text", names.text, kText, true);
    if (!text) return Failure(text.error(), name_);
    auto id = Find(*table_, "id", names.id, kId, required.id);
    if (!id) return Failure(id.error(), name_);
    auto score = Find(*table_, "score", names.score, kScore, required.score);
    if (!score) return Failure(score.error(), name_);
    auto prompt = Find(*table_, "prompt", names.prompt, kPrompt, required.prompt);
    if (!prompt) return Failure(prompt.error(), name_);
    text_ = **text;
    id_ = *id;
    score_ = *score;
    prompt_ = *prompt;
    columns_ = {NameOf(text_), NameOf(id_), NameOf(score_), NameOf(prompt_), {}};
    for (const std::string& trait : names.traits) {
      auto column = table_->Column(trait);
      if (!column) return Failure(column.error(), name_);
      traits_.push_back(*column);
      columns_.traits.push_back(NameOf(*column));
    }
    return {};
  }

  Result<bool> Next(EssayRow& essay) override {
    auto found = table_->Next(row_);
    if (!found) return Failure(found.error(), name_);
    if (!*found) return false;
    ++number_;
    essay = EssayRow();
    essay.line = row_.line;
    essay.id = std::to_string(number_);
    if (row_.error) {
      essay.error = std::move(row_.error);
      return true;
    }
    if (id_ && !row_.cells[*id_].empty()) essay.id = std::move(row_.cells[*id_]);
    if (prompt_) essay.prompt = row_.cells[*prompt_];
    if (score_) essay.score = ScoreIn(*score_, &essay.error);
    for (const size_t trait : traits_) essay.traits.push_back(ScoreIn(trait, &essay.error));
    essay.text = std::move(row_.cells[text_]);
    return true;
  }

 private:
  // The row's score in a column; nothing where there is none, or none that can be read.
  std::optional<double> ScoreIn(size_t column, std::optional<Error>* error) const {
    auto score = ReadScore(row_.cells[column]);
    if (score) return *score;
    const std::string name = NameOf(column);
    *error = Error{score.error().code,
                   Line(row_.line) + ": column " + Shown(name) + " " + score.error().message, name};
    return {};
  }

  std::string NameOf(Place place) const { return place ? table_->columns()[*place] : ""; }

  std::unique_ptr<Reader> table_;
  std::string name_;
  Row row_;
  uint64_t number_ = 0;
  size_t text_ = 0;
  Place id_, score_, prompt_;
  std::vector<size_t> traits_;
};

}  // namespace

Result<std::unique_ptr<EssayReader>> EssaysOfTable(std::unique_ptr<Reader> table,
                                                   const std::string& name,
                                                   const ColumnNames& columns,
                                                   const Required& required) {
  auto essays = std::make_unique<TableEssays>(std::move(table), name);
  if (auto found = essays->FindColumns(columns, required); !found) return Failure(found.error());
  return essays;
}

}  // namespace redquill::table
