#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/progress.h"
#include "redquill/local_models.h"
#include "redquill/ordered_scoring.h"
#include "redquill/print.h"
#include "redquill/score_lines.h"
#include "redquill/sink.h"
#include "redquill/verbs.h"
#include "scoring/service.h"
#include "table/essays.h"
#include "table/shown.h"

namespace redquill::app {
namespace {

struct Options {
  std::string input, prompt, out, format;
  LocalModels models;
  table::ColumnNames columns;
  bool json = false, csv = false, explain = false, fail_fast = false, quiet = false;
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
};

struct Tally {
  uint64_t scored = 0, refused = 0;
  bool cut = false;  ///< Nobody read on.
  uint64_t all() const { return scored + refused; }
};

/// How many essays there are, for the progress bar; 0 if nobody sees it or it can't be known
/// without taking essays away (a pipe). Reading costs less than a hundredth of scoring.
uint64_t Count(const Options& options, std::optional<table::Format> format) {
  std::error_code unknown;
  if (options.quiet || ::isatty(STDERR_FILENO) != 1) return 0;
  if (!std::filesystem::is_regular_file(options.input, unknown) &&
      !std::filesystem::is_directory(options.input, unknown)) {
    return 0;
  }
  auto reader = table::OpenEssays(options.input, options.columns, {}, format);
  uint64_t count = 0;
  table::EssayRow row;
  while (reader) {
    const auto got = (*reader)->Next(row);
    if (!got) return 0;
    if (!*got) return count;
    ++count;
  }
  return 0;
}

/// The names of the scores that the model gives, if they are several.
std::vector<std::string> TraitsOf(const scoring::Service& service, const std::string& model) {
  std::vector<std::string> names;
  const auto found = service.Find({{}, model, {}, false});
  if (!found || (*found)->info().manifest.outputs.size() == 1) return names;
  for (const auto& output : (*found)->info().manifest.outputs) names.push_back(output.name);
  return names;
}

/// Reads, scores and writes essay by essay, in the input's order. What was read before a failure is
/// written.
Result<Tally> ScoreStream(const scoring::Service& service, table::EssayReader& reader, Sink& sink,
                          LineForm form, const std::vector<std::string>& traits, uint64_t total,
                          const Options& options) {
  Tally tally;
  Progress progress("Scoring", total, "essays", options.quiet);
  std::optional<Error> failure;
  const auto deliver = [&](const table::EssayRow& row, const Result<scoring::Answer>& outcome) {
    if (!outcome && options.fail_fast) {
      failure = outcome.error();
      failure->message = "essay " + table::Shown(row.id) + ": " + failure->message;
      return false;
    }
    ++(outcome ? tally.scored : tally.refused);
    const auto open = sink.Write(ScoreLine(form, row.id, outcome, traits));
    if (!open) failure = open.error();
    tally.cut = open && !*open;
    progress.Set(tally.all());
    return open && *open;
  };
  OrderedScoring scoring(
      service, {options.models.model, options.prompt, options.explain, options.threads}, deliver);
  std::optional<Error> broken;
  for (bool more = true; more;) {
    table::EssayRow row;
    const auto got = reader.Next(row);
    if (!got) broken = got.error();
    more = got && *got && scoring.Submit(std::move(row));
  }
  scoring.Finish();
  if (failure) return Failure(*failure);
  if (broken) return Failure(*broken);
  return tally;
}

bool IsSingleEssay(const Options& options) {
  if (!options.format.empty() || options.json || options.csv || !options.out.empty()) return false;
  if (options.input == "-") return true;
  return !std::filesystem::is_directory(options.input) && !table::FormatOfName(options.input);
}

/// One essay, told to a person.
Result<int> ScoreOne(const scoring::Service& service, table::EssayReader& reader,
                     const Options& options) {
  table::EssayRow row;
  const auto got = reader.Next(row);
  if (!got) return Failure(got.error());
  if (row.error) return Failure(*row.error);
  const auto answer = service.Score({row.text, options.models.model, options.prompt, true});
  if (!answer) return Failure(answer.error());
  const auto written = Sink().Write(ScoreSheet(*answer));
  if (!written) return Failure(written.error());
  return 0;
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
  auto service = LoadLocal(options.models);
  if (!service) return Failure(service.error());

  if (IsSingleEssay(options)) return ScoreOne(**service, **reader, options);
  const LineForm form = options.json  ? LineForm::kJson
                        : options.csv ? LineForm::kCsv
                                      : LineForm::kHuman;
  auto sink = Sink::Open(options.out);
  if (!sink) return Failure(sink.error());
  const auto traits = TraitsOf(**service, options.models.model);
  auto open = sink->Write(ScoreHeader(form, traits));
  if (!open) return Failure(open.error());
  auto tally =
      ScoreStream(**service, **reader, *sink, form, traits, Count(options, *format), options);
  if (!tally) return Failure(tally.error());
  auto closed = sink->Close();
  if (!closed) return Failure(closed.error());
  if (tally->refused > 0 && !tally->cut) {
    std::fprintf(stderr, "redquill: %llu of %llu essays could not be scored; their lines say why\n",
                 static_cast<unsigned long long>(tally->refused),
                 static_cast<unsigned long long>(tally->all()));
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
  command.add_option("--model", options.models.model, "Model to score with (default: features)");
  AddLocalModels(command, options.models);
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
