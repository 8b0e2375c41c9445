#include "redquill-train/network_options.h"

#include <cmath>
#include <cstdio>
#include <map>

#include "base/progress.h"

namespace redquill::train_app {
namespace {

using model::onnx::Pooling;
using model::onnx::Precision;

void AddDeletionOption(CLI::App& command, train::LoopRecipe* recipe) {
  command
      .add_option("--random-deletion", recipe->deletion,
                  "Augmentation: the share of an essay's tokens that are left out by chance, anew "
                  "each time")
      ->check(CLI::Range(0.0, 0.9))
      ->capture_default_str();
}

}  // namespace

void AddLoopOptions(CLI::App& command, train::LoopRecipe* recipe) {
  command.add_option("--epochs", recipe->epochs, "At most so many; early stopping may end before")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command.add_option("--learning-rate", recipe->learning_rate, "At its peak")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_option("--batch-tokens", recipe->batch_tokens, "Tokens in a batch")
      ->check(CLI::Range(64, 1 << 20))
      ->capture_default_str();
  const std::map<std::string, Precision> precisions = {{"fp32", Precision::kFp32},
                                                       {"int8", Precision::kInt8}};
  command
      .add_option("--precision", recipe->precision,
                  "Of the written weights: fp32, or int8 (a package gets it only where it costs at "
                  "most 0.005 QWK)")
      ->transform(CLI::CheckedTransformer(precisions))
      ->default_str(std::string(NameOf(recipe->precision)));
}

void AddStartOptions(CLI::App& command, train::StartRecipe* start) {
  auto* init = command.add_option(
      "--init", start->init,
      "What to start from: a checkpoint's folder (config.json, safetensors, tokenizer.json) or a "
      "package that was trained here (.rqm)");
  command
      .add_option("--tokenizer", start->tokenizer,
                  "Start from weights drawn by chance, with this tokenizer.json")
      ->excludes(init);
  command.add_option("--layers", start->layers, "With --tokenizer")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command.add_option("--width", start->width, "With --tokenizer: numbers a token")
      ->check(CLI::Range(8, 4096))
      ->capture_default_str();
  command.add_option("--heads", start->heads, "With --tokenizer: of the attention")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
}

void AddLstmOptions(CLI::App& command, train::LstmRecipe* recipe) {
  using model::onnx::LstmPooling;
  const std::map<std::string, LstmPooling> poolings = {{"mean", LstmPooling::kMean},
                                                       {"attention", LstmPooling::kAttention},
                                                       {"mean-sum", LstmPooling::kMeanAndSum}};
  command.add_option("--width", recipe->width, "Numbers in a word's embedding")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command.add_option("--hidden", recipe->hidden, "Numbers in the state of each direction")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command.add_option("--pooling", recipe->pooling, "Over time: mean, attention or mean-sum")
      ->transform(CLI::CheckedTransformer(poolings));
  AddLoopOptions(command, recipe);
  AddDeletionOption(command, recipe);
  command.add_option("--vocabulary", recipe->vocabulary, "Most words known")
      ->check(CLI::Range(2, 1'000'000))
      ->capture_default_str();
  command.add_option("--max-tokens", recipe->max_tokens, "Longest essay read in whole")
      ->check(CLI::Range(16, 100'000))
      ->capture_default_str();
}

void AddEncoderOptions(CLI::App& command, train::EncoderRecipe* recipe) {
  const std::map<std::string, Pooling> poolings = {
      {"first", Pooling::kFirst},         {"last", Pooling::kLast},
      {"mean", Pooling::kMean},           {"mean-sum", Pooling::kMeanAndSum},
      {"attention", Pooling::kAttention}, {"gem", Pooling::kGem}};
  const std::map<std::string, train::LossKind> losses = {{"squared", train::LossKind::kSquared},
                                                         {"huber", train::LossKind::kHuber},
                                                         {"ordinal", train::LossKind::kOrdinal}};
  auto* encoder = &recipe->encoder;
  AddStartOptions(command, &recipe->start);
  AddLoopOptions(command, recipe);
  AddDeletionOption(command, recipe);
  command
      .add_option("--trained-layers", encoder->trained_layers,
                  "Layers that learn, from the top; more than there are: the embeddings too")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command
      .add_option("--layer-decay", encoder->layer_decay,
                  "A layer's share of the learning rate of the layer above it")
      ->check(CLI::Range(0.01, 1.0))
      ->capture_default_str();
  command
      .add_option(
          "--adapters", encoder->adapters.rank,
          "Rank of low-rank adapters (LoRA), which learn beside the layers' weights and are "
          "merged into them; 0: the weights learn themselves")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  command.add_option("--adapter-alpha", encoder->adapters.alpha, "Adapters count alpha / rank")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_option("--dropout", encoder->dropout, "Of the pooled vector")
      ->check(CLI::Range(0.0, 0.9))
      ->capture_default_str();
  command.add_option("--average", recipe->average, "Decay of the running mean of the weights")
      ->check(CLI::Range(0.0, 0.99999))
      ->capture_default_str();
  command
      .add_option("--pooling", encoder->pooling,
                  "Of the tokens: first, last, mean, mean-sum, attention or gem")
      ->transform(CLI::CheckedTransformer(poolings))
      ->default_str("mean-sum");
  command
      .add_option(
          "--loss", recipe->loss,
          "squared; huber: linear for scores far off; ordinal: whether each score is passed")
      ->transform(CLI::CheckedTransformer(losses))
      ->default_str("squared");
  command.add_option("--huber", recipe->huber, "Standard deviations from which huber is linear")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_option("--max-tokens", encoder->max_tokens, "Longest essay read in whole")
      ->check(CLI::Range(8, 100'000))
      ->capture_default_str();
  AddBfloat16Option(command, &encoder->bfloat16);
}

void AddBfloat16Option(CLI::App& command, bool* bfloat16) {
  *bfloat16 = train::MultipliesBfloat16();
  command.add_flag(
      "--bfloat16,!--float32", *bfloat16,
      "Train with matrix products of bfloat16 (default: where the processor has them)");
}

train::FitHooks NetworkProgress(const std::string& what, bool quiet) {
  auto bar = std::make_shared<std::unique_ptr<Progress>>();
  train::FitHooks hooks;
  hooks.tokens = [=](size_t done, size_t all) {
    if (!*bar) {
      *bar = std::make_unique<Progress>(what, all, "tokens", quiet);
      (*bar)->Resume(done);
    }
    (*bar)->Set(done);
  };
  hooks.epoch = [=](const train::History& history) {
    if (history.empty() || !*bar) return;
    const train::EpochRecord& last = history.back();
    char note[160];
    const int end = std::snprintf(note, sizeof note, "epoch %d, loss %.3f, validation %.3f",
                                  last.epoch, last.train_loss, last.validation_loss);
    if (!std::isnan(last.validation_correlation)) {
      std::snprintf(note + end, sizeof note - static_cast<size_t>(end), " (r %.3f)",
                    last.validation_correlation);
    }
    (*bar)->Note(note);
  };
  auto checks = std::make_shared<std::unique_ptr<Progress>>();
  hooks.checked = [=](size_t done, size_t all) {
    if (!*checks) {
      bar->reset();
      *checks = std::make_unique<Progress>("Comparing the written model", all, "essays", quiet);
    }
    (*checks)->Set(done);
  };
  return hooks;
}

}  // namespace redquill::train_app
