#include "redquill-train/lstm_options.h"

#include <cstdio>
#include <map>

#include "base/progress.h"

namespace redquill::train_app {

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
  command.add_option("--epochs", recipe->epochs, "At most so many; early stopping may end before")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command.add_option("--learning-rate", recipe->learning_rate, "At its peak")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_option("--batch-tokens", recipe->batch_tokens, "Tokens in a batch")
      ->check(CLI::Range(64, 1 << 20))
      ->capture_default_str();
  command.add_option("--vocabulary", recipe->vocabulary, "Most words known")
      ->check(CLI::Range(2, 1'000'000))
      ->capture_default_str();
  command.add_option("--max-tokens", recipe->max_tokens, "Longest essay read in whole")
      ->check(CLI::Range(16, 100'000))
      ->capture_default_str();
}

train::LstmHooks LstmProgress(const std::string& what, bool quiet) {
  auto bar = std::make_shared<std::unique_ptr<Progress>>();
  train::LstmHooks hooks;
  hooks.tokens = [=](size_t done, size_t all) {
    if (!*bar) *bar = std::make_unique<Progress>(what, all, "tokens", quiet);
    (*bar)->Set(done);
  };
  hooks.epoch = [=](const train::History& history) {
    if (history.empty() || !*bar) return;
    const train::EpochRecord& last = history.back();
    char note[160];
    std::snprintf(note, sizeof note, "epoch %d, loss %.3f, validation %.3f (r %.3f)", last.epoch,
                  last.train_loss, last.validation_loss, last.validation_correlation);
    (*bar)->Note(note);
  };
  return hooks;
}

}  // namespace redquill::train_app
