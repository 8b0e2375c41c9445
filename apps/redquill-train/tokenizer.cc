#include "text/tokenizer/tokenizer.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/file.h"
#include "base/progress.h"
#include "redquill-train/essay_options.h"
#include "redquill-train/verbs.h"
#include "table/essays.h"
#include "train/tokenizer/tokenizer_fit.h"

namespace redquill::train_app {
namespace {

struct Options {
  std::vector<std::string> data;
  table::ColumnNames columns;
  train::TokenizerRecipe recipe;
  std::string out;
  bool json = false, quiet = false;
};

// The essays of one table, counted; how many.
Result<size_t> ReadTexts(const Options& options, const std::string& path, Progress* progress,
                         train::TokenizerFit* fit) {
  auto essays = table::OpenEssays(path, options.columns);
  if (!essays) return Failure(essays.error());
  table::EssayRow row;
  for (size_t count = 0;; ++count) {
    const Result<bool> more = (*essays)->Next(row);
    if (!more) return Failure(more.error());
    if (!*more) return count;
    if (row.error) return Failure(*row.error, "essay " + row.id);
    if (auto added = fit->Add(row.text); !added) return Failure(added.error(), "essay " + row.id);
    progress->Add(1);
  }
}

Result<void> Run(const Options& options) {
  auto fit = train::TokenizerFit::Of(options.recipe);
  if (!fit) return Failure(fit.error());
  size_t essays = 0;
  {
    Progress progress("Counting words", 0, "essays", options.quiet);
    for (const std::string& path : options.data) {
      const auto count = ReadTexts(options, path, &progress, &*fit);
      if (!count) return Failure(count.error());
      essays += *count;
    }
  }
  std::optional<Progress> progress;
  const auto file = fit->Finish([&](size_t done, size_t all) {
    if (!progress) progress.emplace("Learning", all, "tokens", options.quiet);
    progress->Set(std::min(done, all));
  });
  progress.reset();
  if (!file) return Failure(file.error());
  const auto tokenizer = text::Tokenizer::FromJson(*file);
  if (!tokenizer) return Failure(tokenizer.error());
  if (auto written = WriteFileAtomically(options.out, *file); !written) return written;
  const size_t tokens = (*tokenizer)->vocabulary();
  if (options.json) {
    const nlohmann::json told = {{"file", options.out}, {"essays", essays}, {"tokens", tokens}};
    std::printf("%s\n", told.dump().c_str());
  } else {
    std::printf("%s: %zu tokens, learned from %zu essays\n", options.out.c_str(), tokens, essays);
  }
  return {};
}

}  // namespace

Verb TokenizerVerb() {
  return {{"tokenizer"},
          "Learn a tokenizer.json from essays",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            static const std::map<std::string, train::TokenizerType> kTypes = {
                {"bpe", train::TokenizerType::kBpe},
                {"wordpiece", train::TokenizerType::kWordPiece},
                {"unigram", train::TokenizerType::kUnigram}};
            command
                .add_option("--type", options->recipe.type,
                            "bpe (byte-level, as RoBERTa's), wordpiece (as BERT's) or unigram")
                ->transform(CLI::CheckedTransformer(kTypes))
                ->required();
            command
                .add_option("--data", options->data,
                            "Essays: a .csv, .tsv or .jsonl table, a text file or a folder of them")
                ->required();
            command.add_option("--text-column", options->columns.text, "Column with the essay");
            command
                .add_option("--vocab", options->recipe.vocabulary,
                            "Tokens in all; fewer where the essays give no more")
                ->check(CLI::Range(300, 1'000'000))
                ->capture_default_str();
            command
                .add_option("--min-count", options->recipe.least,
                            "How often two tokens must stand together to be joined")
                ->check(CLI::Range(1, 1'000'000))
                ->capture_default_str();
            command.add_flag("--cased", options->recipe.cased,
                             "wordpiece: keep capitals and accents");
            command.add_option("--out", options->out, "The tokenizer.json to write")->required();
            command.add_flag("--json", options->json, "Print one JSON object");
            command.add_flag("--quiet", options->quiet, "No progress bar");
            command.footer(
                "Example:\n  redquill-train tokenizer --type wordpiece --data essays.csv "
                "--vocab 8000 --out tokenizer.json");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->json);
            };
          }};
}

}  // namespace redquill::train_app
