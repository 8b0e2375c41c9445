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
#include "redquill-train/text_options.h"
#include "redquill-train/verbs.h"
#include "train/tokenizer/tokenizer_fit.h"

namespace redquill::train_app {
namespace {

struct Options {
  TextOptions texts;
  train::TokenizerRecipe recipe;
  std::string out;
  bool json = false;
};

Result<void> Run(const Options& options) {
  auto fit = train::TokenizerFit::Of(options.recipe);
  if (!fit) return Failure(fit.error());
  size_t essays = 0;
  const auto count = [&](const std::string& text) {
    ++essays;
    return fit->Add(text);
  };
  if (auto read = ReadTexts(options.texts, "Counting words", count); !read) return read;
  std::optional<Progress> progress;
  const auto file = fit->Finish([&](size_t done, size_t all) {
    if (!progress) progress.emplace("Learning", all, "tokens", options.texts.quiet);
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
            AddTextOptions(command, &options->texts);
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
