#include "train/feature/teacher.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "model/library.h"
#include "scoring/loaded_model.h"
#include "table/reader.h"
#include "table/writer.h"
#include "train/feature/parallel.h"

namespace redquill::train {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

// The first of two columns that is there.
Result<size_t> ColumnOf(const table::Reader& reader, const std::string& path, const char* name,
                        const char* other) {
  auto column = reader.Column(name);
  if (!column) {
    if (const auto second = reader.Column(other)) return *second;
    return Failure(column.error(), path);
  }
  return *column;
}

using Scores = std::unordered_map<std::string, double>;

Result<Scores> ReadScores(const std::string& path) {
  auto reader = table::OpenTableFile(path);
  if (!reader) return Failure(reader.error());
  const auto id = ColumnOf(**reader, path, "essay_id", "id");
  if (!id) return Failure(id.error());
  const auto score = ColumnOf(**reader, path, "calibrated", "score");
  if (!score) return Failure(score.error());
  Scores scores;
  for (table::Row row;;) {
    const auto more = (*reader)->Next(row);
    if (!more) return Failure(more.error());
    if (!*more) return scores;
    const std::string at = path + ", line " + std::to_string(row.line);
    if (row.error) return Failure(*row.error, at);
    const std::string& cell = row.cells[*score];
    double value = 0;
    const auto [end, failed] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (failed != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) {
      return Fail(Code::kInvalidArgument, at + ": the teacher's score is no number.",
                  "teacher-scores");
    }
    scores[row.cells[*id]] = value;
  }
}

}  // namespace

Result<std::vector<double>> TeacherFromTable(const std::string& path, const EssaySet& set) {
  const auto scores = ReadScores(path);
  if (!scores) return Failure(scores.error());
  std::vector<double> teacher;
  for (const std::string& id : set.id) {
    const auto found = scores->find(id);
    teacher.push_back(found == scores->end() ? kNothing : found->second);
  }
  if (std::all_of(teacher.begin(), teacher.end(), [](double t) { return std::isnan(t); })) {
    return Fail(Code::kInvalidArgument,
                path + " holds a score of none of these essays; is it about other essays?",
                "teacher-scores");
  }
  return teacher;
}

Result<std::vector<double>> TeacherFromPackage(const std::string& path, const EssaySet& set,
                                               int threads, const EssayProgress& progress) {
  auto package = model::LoadModel(path, ".");
  if (!package) return Failure(package.error());
  const auto loaded = scoring::LoadedModel::Load(std::move(*package));
  if (!loaded) return Failure(loaded.error());
  const model::Scale& scale = (*loaded)->info().manifest.scale();
  const auto [least, most] = std::minmax_element(set.score.begin(), set.score.end());
  if (*least < scale.min || *most > scale.max) {
    return Fail(Code::kInvalidArgument,
                "The teacher scores from " + table::Number(scale.min) + " to " +
                    table::Number(scale.max) + ", the essays' human scores go from " +
                    table::Number(*least) + " to " + table::Number(*most) +
                    ". Give a teacher of the same scale.",
                "teacher");
  }
  std::vector<double> teacher(set.size(), kNothing);
  std::mutex mutex;
  std::optional<Error> failed;
  size_t done = 0;
  ParallelFor(set.size(), threads, [&](size_t row) {
    const auto prompt = static_cast<size_t>(set.prompt[row]);
    const auto answer = (*loaded)->Score(
        {.essay = set.texts[row], .prompt = set.prompts.empty() ? "" : set.prompts[prompt]});
    if (answer) teacher[row] = answer->outputs.front().calibrated;
    const std::lock_guard lock(mutex);
    if (!answer && !failed) failed = answer.error();
    progress(++done, set.size());
  });
  if (failed) return Failure(*failed, path);
  return teacher;
}

}  // namespace redquill::train
