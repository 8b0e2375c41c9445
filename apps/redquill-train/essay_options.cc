#include "redquill-train/essay_options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "table/reader.h"
#include "table/writer.h"

namespace redquill::train_app {
namespace {

/// The columns for an extra file: those given for the main one where it has them.
Result<table::ColumnNames> ColumnsFor(const std::string& path, const table::ColumnNames& given) {
  auto reader = table::OpenTableFile(path);
  if (!reader) return Failure(reader.error());
  table::ColumnNames columns;
  const auto take = [&](const std::string& name, std::string* to) {
    if (!name.empty() && (*reader)->Column(name)) *to = name;
  };
  take(given.text, &columns.text);
  take(given.id, &columns.id);
  take(given.score, &columns.score);
  take(given.prompt, &columns.prompt);
  columns.traits = given.traits;
  return columns;
}

/// What a person should know of the data before believing a figure.
void TellOfSources(const train::EssaySet& set) {
  for (const auto& source : set.sources) {
    const auto tell = [&](size_t count, const char* what) {
      if (count > 0) {
        std::fprintf(stderr, "%s: %zu essays %s\n", source.path.c_str(), count, what);
      }
    };
    tell(source.unscored, "have no score and were left out");
    tell(source.repeated, "have the text of one read before and were left out");
    tell(source.alike, "have the text of an earlier one in the same file");
  }
}

/// That every score can be given on --scale.
Result<void> CheckScores(const EssayOptions& options, const train::EssaySet& set) {
  const auto scale = ScaleOf(options);
  if (!scale) return Failure(scale.error());
  if (!*scale) return {};
  const model::Scale& s = **scale;
  const auto check = [&](const std::vector<double>& scores, const std::string& of) -> Result<void> {
    for (size_t row = 0; row < set.size(); ++row) {
      const double score = scores[row], steps = (score - s.min) / s.step;
      const bool on =
          score >= s.min && score <= s.max && std::abs(steps - std::round(steps)) < 1e-6;
      if (on || std::isnan(score)) continue;
      return Fail(Code::kInvalidArgument,
                  "Essay " + set.id[row] + " has the score " + table::Number(score) + of +
                      ", which is not on the scale " + options.scale +
                      ". Mend the score or give another --scale.",
                  "score");
    }
    return {};
  };
  for (const train::TraitScores& trait : set.traits) {
    if (auto on = check(trait.score, " for " + trait.name); !on) return on;
  }
  return check(set.score, "");
}

std::optional<double> Number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

}  // namespace

void AddEssayOptions(CLI::App& command, EssayOptions* options) {
  command
      .add_option("--data", options->data.path, "Essays with human scores: .csv, .tsv or .jsonl")
      ->required();
  command.add_option("--folds", options->folds, "Table that says which essay is in which fold");
  command.add_option("--extra", options->extra,
                     "More essays to learn from; those with a text that --data has are left out");
  command.add_option("--text-column", options->data.columns.text, "Column with the essay");
  command.add_option("--score-column", options->data.columns.score, "Column with the human score");
  command.add_option("--prompt-column", options->data.columns.prompt, "Column with the prompt");
  command.add_option("--id-column", options->data.columns.id, "Column with the essay's id");
  command.add_flag("--duplicates", options->duplicates,
                   "Essays of --data with the same text may stand in different folds");
  command.add_flag("--skip-unscored", options->data.skip_unscored,
                   "Leave out essays without a score");
  command.add_option("--scale", options->scale,
                     "MIN:MAX or MIN:MAX:STEP (default: the scores that occur)");
  command.add_option("--seed", options->seed, "The same seed gives the same result")
      ->capture_default_str();
  options->threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  command.add_option("--threads", options->threads, "The result does not depend on it")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command.add_flag("--json", options->json, "Print one JSON object");
  command.add_flag("--quiet", options->quiet, "No progress bar");
}

void AddTraitsOption(CLI::App& command, EssayOptions* options) {
  command
      .add_option("--traits", options->data.columns.traits,
                  "Columns with scores of traits, with commas between: one network learns all of "
                  "them. Without a column for the score, the first is the score")
      ->delimiter(',');
}

void AddPromptsOutOptions(CLI::App& command, PromptsOut* options) {
  auto* each = command.add_flag("--leave-one-prompt-out", options->each,
                                "Test on each prompt with a model that never saw it");
  command
      .add_option("--prompt-groups", options->groups,
                  "The same with fewer models: the prompts are left out in so many groups")
      ->check(CLI::Range(2, 1000))
      ->excludes(each);
}

void AddLearnShareOption(CLI::App& command, double* share) {
  command
      .add_option("--learn-share", *share,
                  "Learn from this share of each training part: a point of the learning curve")
      ->check(CLI::Range(0.001, 1.0))
      ->capture_default_str();
}

Result<train::EssaySet> ReadEssays(const EssayOptions& options, train::Content content) {
  std::vector<train::EssaySource> extra;
  for (const std::string& path : options.extra) {
    auto columns = ColumnsFor(path, options.data.columns);
    if (!columns) return Failure(columns.error());
    extra.push_back({path, *columns, options.data.skip_unscored});
  }
  std::unique_ptr<Progress> bar;
  const auto progress = [&](size_t done, size_t all) {
    const char* what = content == train::Content::kTexts ? "Reading" : "Measuring";
    if (!bar) bar = std::make_unique<Progress>(what, all, "essays", options.quiet);
    bar->Set(done);
  };
  auto set = train::ReadEssaySet(options.data, extra, options.threads, progress, content);
  bar.reset();
  if (!set) return set;
  if (!options.quiet) TellOfSources(*set);
  if (auto fits = CheckScores(options, *set); !fits) return Failure(fits.error());
  return set;
}

Result<std::optional<model::Scale>> ScaleOf(const EssayOptions& options) {
  return ReadScale(options.scale);
}

Result<std::optional<model::Scale>> ReadScale(const std::string& text) {
  if (text.empty()) return std::optional<model::Scale>();
  std::vector<double> numbers;
  std::string_view rest = text;
  while (true) {
    const size_t colon = rest.find(':');
    const auto number = Number(rest.substr(0, colon));
    if (!number || numbers.size() == 3) break;
    numbers.push_back(*number);
    if (colon == std::string_view::npos) {
      rest = {};
      break;
    }
    rest.remove_prefix(colon + 1);
  }
  const bool read = rest.empty() && (numbers.size() == 2 || numbers.size() == 3);
  if (!read || numbers[0] >= numbers[1] || (numbers.size() == 3 && numbers[2] <= 0)) {
    return Fail(
        Code::kInvalidArgument,
        "--scale is MIN:MAX or MIN:MAX:STEP with MIN below MAX, for instance 1:6 or 1:5:0.5.",
        "scale");
  }
  return model::Scale{numbers[0], numbers[1], numbers.size() == 3 ? numbers[2] : 1.0};
}

int PrintError(const Error& error, bool json) {
  if (json) {
    nlohmann::json object = {{"code", CodeName(error.code)}, {"message", error.message}};
    if (!error.field.empty()) object["field"] = error.field;
    const nlohmann::json all = {{"error", object}};
    std::printf("%s\n", all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  } else {
    std::fprintf(stderr, "redquill-train: %s\n", error.message.c_str());
  }
  return ExitStatus(error.code);
}

FitProgress::FitProgress(const std::string& what, int steps, bool quiet)
    : bar_(what, static_cast<uint64_t>(steps), "steps", quiet) {}

void FitProgress::Step() {
  const std::lock_guard lock(mutex_);
  bar_.Add(1);
}

}  // namespace redquill::train_app
