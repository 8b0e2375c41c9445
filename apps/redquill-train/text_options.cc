#include "redquill-train/text_options.h"

#include <cstdio>

#include "base/progress.h"
#include "text/normalize.h"
#include "train/feature/held_out.h"

namespace redquill::train_app {

void AddTextOptions(CLI::App& command, TextOptions* options) {
  command
      .add_option("--data", options->data,
                  "Essays: a .csv, .tsv or .jsonl table, a text file or a folder of them")
      ->required();
  command.add_option("--text-column", options->columns.text, "Column with the essay");
  auto* without = command.add_option(
      "--without", options->without,
      "Leave out every text that this table has: what is to be measured on it stays unseen");
  auto* folds =
      command.add_option("--folds", options->folds, "Of --without: only those tested in --fold")
          ->needs(without);
  command.add_option("--fold", options->fold, "Which fold, from 0")
      ->needs(folds)
      ->capture_default_str();
  command.add_flag("--quiet", options->quiet, "No progress bar");
}

Result<void> ReadTexts(const TextOptions& options, const std::string& what,
                       const std::function<Result<void>(std::string text)>& take) {
  train::HeldOut held;
  if (!options.without.empty()) {
    auto read = train::HeldOut::Read(options.without, options.folds, options.fold);
    if (!read) return Failure(read.error());
    held = std::move(*read);
  }
  size_t left_out = 0;
  Progress progress(what, 0, "essays", options.quiet);
  for (const std::string& path : options.data) {
    auto essays = table::OpenEssays(path, options.columns);
    if (!essays) return Failure(essays.error());
    for (table::EssayRow row;;) {
      const Result<bool> more = (*essays)->Next(row);
      if (!more) return Failure(more.error());
      if (!*more) break;
      if (row.error) return Failure(*row.error, "essay " + row.id);
      const auto text = text::Normalize(row.text);
      if (!text) return Failure(text.error(), "essay " + row.id);
      progress.Add(1);
      if (held.Has(text->utf8())) {
        ++left_out;
      } else if (auto taken = take(text->utf8()); !taken) {
        return Failure(taken.error(), "essay " + row.id);
      }
    }
  }
  if (held.size() > 0 && !options.quiet) {
    std::fprintf(stderr, "%zu essays left out\n", left_out);
  }
  return {};
}

}  // namespace redquill::train_app
