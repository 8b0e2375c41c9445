#include "train/shrink/shrink.h"

#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "redquill-train/essay_options.h"
#include "redquill-train/text_options.h"
#include "redquill-train/verbs.h"

namespace redquill::train_app {
namespace {

struct Options {
  TextOptions texts;
  train::ShrinkRecipe recipe;
  uint64_t least = 1;
  std::string from, out;
  bool json = false;
};

// The tokens that stand in the texts often enough.
Result<std::set<int32_t>> Used(const text::Tokenizer& tokenizer, const Options& options) {
  std::map<int32_t, uint64_t> counts;
  auto read = ReadTexts(options.texts, "Counting tokens", [&](std::string text) -> Result<void> {
    const auto encoding = tokenizer.Encode(text, 0);
    if (!encoding) return Failure(encoding.error());
    for (const int32_t id : encoding->ids) ++counts[id];
    return {};
  });
  if (!read) return Failure(read.error());
  std::set<int32_t> used;
  for (const auto& [id, count] : counts) {
    if (count >= options.least) used.insert(id);
  }
  return used;
}

Result<void> Run(Options options) {
  const auto shrinker = train::Shrinker::Open(options.from);
  if (!shrinker) return Failure(shrinker.error());
  auto used = Used(shrinker->tokenizer(), options);
  if (!used) return Failure(used.error());
  options.recipe.used = std::move(*used);
  const auto shrunk = shrinker->Write(options.recipe, options.out);
  if (!shrunk) return Failure(shrunk.error());
  if (options.json) {
    const nlohmann::json told = {{"folder", options.out},
                                 {"tokens", shrunk->tokens},
                                 {"tokens_before", shrunk->tokens_before},
                                 {"layers", shrunk->layers},
                                 {"layers_before", shrunk->layers_before},
                                 {"parameters", shrunk->parameters}};
    std::printf("%s\n", told.dump(2).c_str());
  } else {
    std::printf("%s: %lld of %lld layers, %lld of %lld tokens, %.1f million parameters\n",
                options.out.c_str(), static_cast<long long>(shrunk->layers),
                static_cast<long long>(shrunk->layers_before),
                static_cast<long long>(shrunk->tokens),
                static_cast<long long>(shrunk->tokens_before),
                static_cast<double>(shrunk->parameters) / 1e6);
  }
  return {};
}

}  // namespace

Verb ShrinkVerb() {
  return {{"shrink"},
          "Make a small DistilBERT of a BERT checkpoint: some of its layers and tokens",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            command
                .add_option("--from", options->from,
                            "The BERT's folder: config.json, safetensors, tokenizer.json")
                ->required();
            command
                .add_option("--layers", options->recipe.layers,
                            "Those to keep, from 0: for instance 0,2,3,5 of six")
                ->delimiter(',')
                ->required();
            AddTextOptions(command, &options->texts);
            command
                .add_option("--min-count", options->least,
                            "How often a token must stand in the essays to be kept")
                ->check(CLI::Range(1, 1'000'000))
                ->capture_default_str();
            command.add_option("--out", options->out, "Folder for the checkpoint, for --init")
                ->required();
            command.add_flag("--json", options->json, "Print one JSON object");
            command.footer(
                "Example:\n  redquill-train shrink --from all-MiniLM-L6-v2 --layers 0,2,3,5 "
                "--data essays.csv --out small\n  redquill-train distilbert --init small --data "
                "essays.csv --out distilbert.rqm");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->json);
            };
          }};
}

}  // namespace redquill::train_app
