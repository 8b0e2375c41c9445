// One training step of an encoder a line of stdin: forward, backward, clipping, AdamW, on random
// tokens, all layers and embeddings learning. Prints the step's seconds and the process's largest
// memory in MiB. compare_steps.py drives it beside the reference.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>

#include "base/random.h"
#include "model/hf/checkpoint.h"
#include "train/neural/adamw.h"
#include "train/neural/encoder_network.h"
#include "train/neural/fit.h"

namespace {

using namespace redquill;

struct Options {
  std::string init;
  int essays = 8, tokens = 384, threads = 2;
  bool bfloat16 = false;
};

int Run(const Options& options) {
  train::UseThreads(options.threads);
  const auto config = model::hf::ReadConfigFile(options.init);
  const auto checkpoint = model::hf::Checkpoint::Open(options.init);
  if (!config || !checkpoint) {
    std::fprintf(stderr, "no checkpoint in %s\n", options.init.c_str());
    return 1;
  }
  train::EncoderOptions encoder;
  encoder.max_tokens = options.tokens;
  encoder.trained_layers = config->layers + 1;
  encoder.dropout = 0;
  encoder.bfloat16 = options.bfloat16;
  auto network = train::EncoderNetwork::FromCheckpoint(*config, **checkpoint, encoder, 1);
  if (!network) {
    std::fprintf(stderr, "%s\n", network.error().message.c_str());
    return 1;
  }
  Random random(1);
  std::vector<std::vector<int32_t>> texts(static_cast<size_t>(options.essays));
  std::vector<train::Reading> readings;
  for (auto& text : texts) {
    for (int i = 0; i < options.tokens; ++i) {
      text.push_back(static_cast<int32_t>(random.Below(static_cast<uint64_t>(config->vocabulary))));
    }
    readings.push_back({text, {}});
  }
  const at::Tensor targets = at::linspace(-1, 1, options.essays);
  train::AdamW adam(&(*network)->parameters(), {});
  for (std::string line; std::getline(std::cin, line);) {
    const auto start = std::chrono::steady_clock::now();
    adam.ClearGradients();
    at::mse_loss((*network)->Forward(readings, true), targets).backward();
    adam.ClipGradients(1);
    adam.Step(1e-5);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    rusage used = {};
    getrusage(RUSAGE_SELF, &used);
    std::printf("%.4f %ld\n", seconds.count(), used.ru_maxrss / 1024);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Steps of an encoder's training");
  app.add_option("--init", options.init, "A checkpoint's folder")->required();
  app.add_option("--essays", options.essays)->check(CLI::Range(1, 1024));
  app.add_option("--tokens", options.tokens)->check(CLI::Range(8, 4096));
  app.add_option("--threads", options.threads)->check(CLI::Range(1, 256));
  app.add_flag("--bfloat16", options.bfloat16);
  CLI11_PARSE(app, argc, argv);
  return Run(options);
}
