#include <nlohmann/json.hpp>

#include "base/progress.h"
#include "features/docs.h"
#include "features/features.h"
#include "redquill/print.h"
#include "redquill/verbs.h"
#include "table/essays.h"
#include "table/writer.h"

namespace redquill::app {
namespace {

struct Options {
  std::string path;
  table::ColumnNames columns;
  bool json = false;
  bool docs = false;
};

std::string CsvHeader() {
  std::vector<std::string> cells{"id"};
  for (const auto& feature : features::Table()) cells.emplace_back(feature.name);
  return table::CsvRecord(cells);
}

std::string CsvLine(const std::string& id, const std::vector<float>& values) {
  std::vector<std::string> cells{id};
  for (float value : values) cells.push_back(table::Number(value));
  return table::CsvRecord(cells);
}

std::string JsonLine(const std::string& id, const std::vector<float>& values) {
  nlohmann::ordered_json measured = nlohmann::ordered_json::object();
  for (size_t i = 0; i < values.size(); ++i) {
    measured[std::string(features::Table()[i].name)] = values[i];
  }
  const nlohmann::ordered_json line = {{"id", id}, {"features", measured}};
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Result<void> MeasureAll(const Options& options) {
  auto essays = table::OpenEssays(options.path, options.columns);
  if (!essays) return Failure(essays.error());
  if (!options.json) Print(CsvHeader());
  Progress progress("Measuring", 0, "essays");
  table::EssayRow row;
  for (;;) {
    const Result<bool> more = (*essays)->Next(row);
    if (!more) return Failure(more.error());
    if (!*more) break;
    if (row.error) return Failure(*row.error, "essay " + row.id);
    const auto essay = text::ReadEssay(row.text);
    if (!essay) return Failure(essay.error(), "essay " + row.id);
    const std::vector<float> values = features::Measure(*essay);
    if (!Print(options.json ? JsonLine(row.id, values) : CsvLine(row.id, values))) break;
    progress.Add(1);
  }
  return PrintedAll();
}

int Run(const Options& options) {
  if (options.docs) {
    Print(features::DocumentationPage());
    const Result<void> printed = PrintedAll();
    return printed ? 0 : PrintError(printed.error(), options.json);
  }
  const Result<void> done = MeasureAll(options);
  return done ? 0 : PrintError(done.error(), options.json);
}

}  // namespace

Verb FeaturesVerb() {
  return {"features", "Print the linguistic features of essays, one line an essay",
          [](CLI::App& command) {
            auto options = std::make_shared<Options>();
            auto* docs =
                command.add_flag("--docs", options->docs, "Print what each feature means instead");
            command
                .add_option("input", options->path,
                            "A text file, a folder of .txt files, a .csv, .tsv or .jsonl table, or "
                            "- for stdin")
                ->excludes(docs);
            command.add_option("--text-column", options->columns.text, "Column with the essay");
            command.add_option("--id-column", options->columns.id, "Column with its id");
            command.add_flag("--json", options->json, "One JSON object a line instead of CSV");
            command.footer("Example:\n  redquill features essays.csv --json");
            command.callback([options] {
              if (options->path.empty() && !options->docs) throw CLI::RequiredError("input");
            });
            return [options] { return Run(*options); };
          }};
}

}  // namespace redquill::app
