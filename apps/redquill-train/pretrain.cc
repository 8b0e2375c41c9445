#include "train/neural/pretrain.h"

#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "base/sha256.h"
#include "redquill-train/network_options.h"
#include "redquill-train/text_options.h"
#include "redquill-train/verbs.h"

namespace redquill::train_app {
namespace {

using model::hf::Architecture;

struct Options {
  TextOptions texts;
  train::PretrainRecipe recipe;
  Architecture architecture = Architecture::kDistilBert;
  std::string work, out;
  uint64_t seed = 1;
  int threads = 1;
  bool json = false;
};

// Every text once.
Result<std::vector<std::string>> Texts(const TextOptions& options) {
  std::vector<std::string> texts;
  std::set<std::string> seen;
  auto read = ReadTexts(options, "Reading", [&](std::string text) -> Result<void> {
    if (seen.insert(Sha256Hex(text)).second) texts.push_back(std::move(text));
    return {};
  });
  if (!read) return Failure(read.error());
  return texts;
}

Result<void> Run(Options options) {
  train::UseThreads(options.threads);
  options.recipe.start.architectures = {options.architecture};
  const auto texts = Texts(options.texts);
  if (!texts) return Failure(texts.error());
  const std::string& work = options.work;
  const auto made = train::Pretrain(options.recipe, *texts, options.seed,
                                    work.empty() ? "" : work + ".safetensors", options.out,
                                    NetworkProgress("Pretraining", options.texts.quiet));
  if (!made) return Failure(made.error());
  if (!work.empty()) {
    auto kept = train::KeepHistory(work, made->history, "Pretraining: nats a token");
    if (!kept) return kept;
  }
  const train::EpochRecord& last = made->history.back();
  if (options.json) {
    const nlohmann::json told = {{"folder", options.out},
                                 {"texts", made->learned},
                                 {"tokens", made->tokens},
                                 {"validation_texts", made->validated},
                                 {"history", nlohmann::json::parse(train::ToJson(last).dump())}};
    std::printf("%s\n", told.dump(2).c_str());
  } else {
    std::printf(
        "%s: learned from %zu texts of %zu tokens\n  %.3f nats a guessed token on %zu others, "
        "a perplexity of %.1f\n",
        options.out.c_str(), made->learned, made->tokens, last.validation_loss, made->validated,
        std::exp(last.validation_loss));
  }
  return {};
}

void AddOptions(CLI::App& command, Options* options) {
  static const std::map<std::string, Architecture> kArchitectures = {
      {"bert", Architecture::kBert},
      {"distilbert", Architecture::kDistilBert},
      {"deberta-v3", Architecture::kDebertaV2},
      {"gpt2", Architecture::kGpt2}};
  command
      .add_option(
          "--architecture", options->architecture,
          "distilbert, bert or deberta-v3, which guess masked tokens, or gpt2, which guesses "
          "the next")
      ->transform(CLI::CheckedTransformer(kArchitectures))
      ->required();
  AddTextOptions(command, &options->texts);
  AddStartOptions(command, &options->recipe.start);
  AddLoopOptions(command, &options->recipe);
  command.add_option("--max-tokens", options->recipe.start.max_tokens, "Longer texts are cut")
      ->check(CLI::Range(8, 100'000))
      ->capture_default_str();
  AddBfloat16Option(command, &options->recipe.bfloat16);
  AddWorkOption(command, &options->work);
  command.add_option("--out", options->out, "Folder for the checkpoint, for --init")->required();
  command.add_option("--seed", options->seed, "The same seed gives the same result")
      ->capture_default_str();
  command.add_option("--threads", options->threads, "Of the processor")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command.add_flag("--json", options->json, "Print one JSON object");
}

}  // namespace

Verb PretrainVerb() {
  return {{"pretrain"},
          "Let a transformer learn the essays' language, without scores",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            AddOptions(command, options.get());
            command.footer(
                "Example:\n  redquill-train pretrain --architecture gpt2 --tokenizer "
                "tokenizer.json --data essays.csv more.csv --without test.csv --out pretrained "
                "--work pretrain");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->json);
            };
          }};
}

}  // namespace redquill::train_app
