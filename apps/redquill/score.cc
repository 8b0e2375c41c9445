#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/atomic_file.h"
#include "base/progress.h"
#include "model/models_folder.h"
#include "redquill/batch.h"
#include "redquill/print.h"
#include "redquill/score_lines.h"
#include "redquill/verbs.h"
#include "scoring/service.h"
#include "table/essays.h"

namespace redquill::app {
namespace {

struct Options {
  std::string input, model, models, prompt, out, format;
  table::ColumnNames columns;
  bool json = false, csv = false, explain = false, fail_fast = false, quiet = false;
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
};

/// Where lines go: stdout as they come, or a file that appears when it is whole.
class Sink {
 public:
  static Result<Sink> Open(const std::string& path) {
    Sink sink;
    if (path.empty()) return sink;
    auto file = AtomicFile::Create(path);
    if (!file) return Failure(file.error());
    sink.file_.emplace(std::move(*file));
    return sink;
  }
  /// False when nobody reads any more.
  Result<bool> Write(const std::string& text) {
    if (file_) {
      auto written = file_->Write(text);
      if (!written) return Failure(written.error());
      return true;
    }
    if (Print(text) && std::fflush(stdout) == 0) return true;
    auto all = PrintedAll();
    if (!all) return Failure(all.error());
    return false;
  }
  Result<void> Close() { return file_ ? file_->Commit() : PrintedAll(); }

 private:
  std::optional<AtomicFile> file_;
};

struct Tally {
  uint64_t scored = 0, refused = 0;
};

/// Reads, scores and writes a batch at a time, so that lines come in the input's order and memory
/// stays bounded. Batches grow from small, so that the first lines come at once.
Result<Tally> ScoreStream(const scoring::Service& service, table::EssayReader& reader, Sink& sink,
                          LineForm form, const Options& options) {
  Tally tally;
  Progress progress("Scoring", 0, "essays", options.quiet);
  size_t batch = options.threads;
  for (bool more = true; more;) {
    std::vector<table::EssayRow> rows;
    while (rows.size() < batch && more) {
      table::EssayRow row;
      const auto got = reader.Next(row);
      if (!got) return Failure(got.error());
      more = *got;
      if (more) rows.push_back(std::move(row));
    }
    const auto outcomes =
        ScoreRows(service, rows, {options.model, options.prompt, options.explain, options.threads});
    std::string lines;
    for (size_t i = 0; i < rows.size(); ++i) {
      if (!outcomes[i] && options.fail_fast) {
        return Failure(outcomes[i].error(), "essay " + rows[i].id);
      }
      ++(outcomes[i] ? tally.scored : tally.refused);
      lines += ScoreLine(form, rows[i].id, outcomes[i]);
    }
    auto open = sink.Write(lines);
    if (!open) return Failure(open.error());
    if (!*open) return tally;
    progress.Set(tally.scored + tally.refused);
    batch = std::min<size_t>(batch * 2, 64 * options.threads);
  }
  return tally;
}

bool IsSingleEssay(const Options& options) {
  if (!options.format.empty() || options.json || options.csv || !options.out.empty()) return false;
  if (options.input == "-") return true;
  return !std::filesystem::is_directory(options.input) && !table::FormatOfName(options.input);
}

Result<std::optional<table::Format>> ForcedFormat(const std::string& name) {
  if (name.empty()) return std::optional<table::Format>();
  const auto format = table::FormatOfName("x." + name);
  if (!format) {
    return Fail(Code::kInvalidArgument,
                "--format is csv, tsv or jsonl; \"" + name + "\" is none of them.", "format");
  }
  return format;
}

/// The exit status, or what kept the whole from being done.
Result<int> Score(const Options& options) {
  const auto format = ForcedFormat(options.format);
  if (!format) return Failure(format.error());
  auto reader = table::OpenEssays(options.input, options.columns,
                                  {.prompt = !options.columns.prompt.empty()}, *format);
  if (!reader) return Failure(reader.error());
  const auto folder = model::ModelsFolder(options.models);
  if (!folder) return Failure(folder.error());
  scoring::Options load{.models_folder = *folder, .warm_up = false};
  if (!options.model.empty()) load.only = {options.model};
  auto service = scoring::Service::Load(load);
  if (!service) return Failure(service.error());

  if (IsSingleEssay(options)) {
    table::EssayRow row;
    auto got = (*reader)->Next(row);
    if (!got) return Failure(got.error());
    if (row.error) return Failure(*row.error);
    auto answer = (*service)->Score({row.text, options.model, options.prompt, true});
    if (!answer) return Failure(answer.error());
    Print(ScoreSheet(*answer));
    auto printed = PrintedAll();
    if (!printed) return Failure(printed.error());
    return 0;
  }
  const LineForm form = options.json  ? LineForm::kJson
                        : options.csv ? LineForm::kCsv
                                      : LineForm::kHuman;
  auto sink = Sink::Open(options.out);
  if (!sink) return Failure(sink.error());
  auto open = sink->Write(ScoreHeader(form));
  if (!open) return Failure(open.error());
  auto tally = ScoreStream(**service, **reader, *sink, form, options);
  if (!tally) return Failure(tally.error());
  auto closed = sink->Close();
  if (!closed) return Failure(closed.error());
  if (tally->refused > 0) {
    std::fprintf(stderr, "redquill: %llu of %llu essays could not be scored; their lines say why\n",
                 static_cast<unsigned long long>(tally->refused),
                 static_cast<unsigned long long>(tally->refused + tally->scored));
    return 1;
  }
  return 0;
}

void Declare(CLI::App& command, Options& options) {
  command
      .add_option("input", options.input,
                  "Essay (.txt), table (.csv, .tsv, .jsonl), folder of .txt files, or - for "
                  "stdin")
      ->required();
  command.add_option("--model", options.model, "Model to score with (default: features)");
  AddModelsOption(command, options.models);
  command.add_option("--prompt", options.prompt, "The prompt that every essay answers");
  command.add_option("--text-column", options.columns.text, "Column with the essays");
  command.add_option("--id-column", options.columns.id, "Column with their ids");
  command.add_option("--prompt-column", options.columns.prompt, "Column with their prompts");
  command.add_option("--format", options.format, "Read the input as csv, tsv or jsonl");
  auto* json = command.add_flag("--json", options.json, "One JSON object a line, with the receipt");
  command.add_flag("--csv", options.csv, "A CSV table")->excludes(json);
  command.add_flag("--explain", options.explain, "With --json: what moved each score");
  command.add_option("--out", options.out, "Write to a file, which appears when it is whole");
  command.add_flag("--fail-fast", options.fail_fast,
                   "Stop at the first essay that can't be scored");
  command.add_option("--threads", options.threads, "Threads that score (default: all cores)")
      ->check(CLI::Range(1u, 256u));
  command.add_flag("--quiet", options.quiet, "No progress bar");
  command.footer(
      "Examples:\n  redquill score essay.txt\n  redquill score class.csv --csv --out scores.csv\n"
      "  redquill score essays.jsonl --json --text-column essay | head\n"
      "Exit status: 0 all scored, 1 some essays could not be, 2 nothing could be done.");
}

}  // namespace

Verb ScoreVerb() {
  return {"score", "Score an essay, a table of essays or a folder of them",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            Declare(command, *options);
            return [options]() -> int {
              auto status = Score(*options);
              return status ? *status : PrintError(status.error(), options->json);
            };
          }};
}

}  // namespace redquill::app
