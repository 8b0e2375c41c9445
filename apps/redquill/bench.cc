#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/cpu.h"
#include "base/progress.h"
#include "base/version.h"
#include "engine/onnx/onnx_engine.h"
#include "model/hf/checkpoint.h"
#include "model/onnx/model_writer.h"
#include "redquill/local_models.h"
#include "redquill/print.h"
#include "redquill/verbs.h"

namespace redquill::app {
namespace {

using engine::onnx::OnnxEngine;
using nlohmann::json;
using Clock = std::chrono::steady_clock;

struct Options {
  LocalModels models;
  std::vector<int64_t> lengths = {64, 128, 256, 512};
  std::vector<std::string> precisions = {"fp32", "int8"};
  int threads = 0;  // 0: as the configuration says.
  double seconds = 2;
  bool json = false, quiet = false;
};

struct Subject {
  std::string precision;
  std::unique_ptr<const OnnxEngine> engine;
};

struct Measured {
  std::string precision;
  int64_t tokens = 0;
  size_t runs = 0;
  double median_ms = 0;
  double tokens_per_second() const { return 1000.0 * static_cast<double>(tokens) / median_ms; }
};

/// A checkpoint folder, written at each precision.
Result<std::vector<Subject>> OpenFolder(std::shared_ptr<const engine::onnx::Library> library,
                                        const engine::onnx::EngineSettings& settings,
                                        const Options& options) {
  const auto config = model::hf::ReadConfigFile(options.models.model);
  if (!config) return Failure(config.error());
  const auto checkpoint = model::hf::Checkpoint::Open(options.models.model);
  if (!checkpoint) return Failure(checkpoint.error());
  std::vector<Subject> subjects;
  for (const std::string& precision : options.precisions) {
    model::onnx::WriteOptions write;
    if (precision == "int8") write.precision = model::onnx::Precision::kInt8;
    const auto written = model::onnx::WriteModel(*config, **checkpoint, write);
    if (!written) return Failure(written.error(), options.models.model);
    auto engine = OnnxEngine::LoadBytes(
        library, std::as_bytes(std::span(written->onnx.data(), written->onnx.size())), {},
        settings);
    if (!engine) return Failure(engine.error());
    subjects.push_back({precision, *std::move(engine)});
  }
  return subjects;
}

Result<std::vector<Subject>> OpenPackage(std::shared_ptr<const engine::onnx::Library> library,
                                         const engine::onnx::EngineSettings& settings,
                                         const Options& options) {
  const auto package = LocalPackage(options.models);
  if (!package) return Failure(package.error());
  const auto& manifest = (*package)->manifest();
  if (manifest.engine != "onnx") {
    return Fail(Code::kUnsupported, "The model " + manifest.name + " is run by " + manifest.engine +
                                        "; only models that read tokens have lengths to measure.");
  }
  auto engine = OnnxEngine::Load(library, **package, settings);
  if (!engine) return Failure(engine.error());
  std::vector<Subject> subjects;
  subjects.push_back({(*engine)->precision(), *std::move(engine)});
  return subjects;
}

Result<Measured> MeasureLength(const Subject& subject, int64_t length, double seconds) {
  std::vector<int32_t> tokens(static_cast<size_t>(length));
  for (size_t i = 0; i < tokens.size(); ++i) tokens[i] = static_cast<int32_t>(2 + i % 50);
  engine::Input input;
  input.tokens = tokens;
  std::vector<double> times;
  constexpr size_t kLeast = 5;
  for (double spent = 0; spent < 1000 * seconds || times.size() <= kLeast;) {
    const auto start = Clock::now();
    if (const auto run = subject.engine->Run(input, {}); !run) return Failure(run.error());
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    spent += times.back();
  }
  times.erase(times.begin());  // The first run fills caches.
  std::nth_element(times.begin(), times.begin() + static_cast<int64_t>(times.size() / 2),
                   times.end());
  return Measured{subject.precision, length, times.size(), times[times.size() / 2]};
}

void PrintTable(const std::vector<Measured>& measured, const std::string& runtime) {
  char line[120];
  Print(runtime + ", " + InstructionSet() + "\n");
  std::snprintf(line, sizeof line, "%-10s %7s %10s %11s %6s\n", "precision", "tokens", "median ms",
                "tokens/s", "runs");
  Print(line);
  for (const Measured& one : measured) {
    std::snprintf(line, sizeof line, "%-10s %7lld %10.2f %11.0f %6zu\n", one.precision.c_str(),
                  static_cast<long long>(one.tokens), one.median_ms, one.tokens_per_second(),
                  one.runs);
    Print(line);
  }
}

Result<int> BenchModel(const Options& options) {
  const auto configured = LocalEngine(options.models);
  if (!configured) return Failure(configured.error());
  engine::onnx::EngineSettings settings = configured->onnx;
  auto library = engine::onnx::Library::Load(engine::onnx::PlacesFor(settings));
  if (!library) return Failure(library.error());
  if (options.threads > 0) settings.session.threads = options.threads;
  settings.warm_up = false;
  std::error_code ignored;
  const auto subjects = std::filesystem::is_directory(options.models.model, ignored)
                            ? OpenFolder(*library, settings, options)
                            : OpenPackage(*library, settings, options);
  if (!subjects) return Failure(subjects.error());
  Progress progress("Measuring", subjects->size() * options.lengths.size(), "lengths",
                    options.quiet);
  std::vector<Measured> all;
  for (const int64_t length : options.lengths) {
    for (const Subject& subject : *subjects) {  // In turn, so that a busy machine slows them alike.
      if (length > subject.engine->max_tokens()) continue;
      auto measured = MeasureLength(subject, length, options.seconds);
      if (!measured) return Failure(measured.error());
      all.push_back(*measured);
      progress.Add(1);
    }
  }
  if (all.empty()) {
    return Fail(Code::kInvalidArgument, "Every length is beyond what the model reads.", "lengths");
  }
  const std::string runtime = subjects->front().engine->Runtime() + ", " +
                              std::to_string(settings.session.threads) + " threads";
  if (!options.json) {
    PrintTable(all, runtime);
    return 0;
  }
  json rows = json::array();
  for (const Measured& one : all) {
    rows.push_back({{"precision", one.precision},
                    {"tokens", one.tokens},
                    {"runs", one.runs},
                    {"median_ms", one.median_ms},
                    {"tokens_per_second", one.tokens_per_second()}});
  }
  Print(json{{"model", options.models.model},
             {"program", kVersion},
             {"runtime", runtime},
             {"instruction_set", InstructionSet()},
             {"lengths", rows}}
            .dump(2) +
        "\n");
  return 0;
}

}  // namespace

Verb BenchVerb() {
  return {
      "bench", "Measure how fast a model runs on this machine",
      [](CLI::App& command) -> std::function<int()> {
        auto options = std::make_shared<Options>();
        command.require_subcommand(1);
        CLI::App* sub = command.add_subcommand(
            "model", "Tokens a second by length and precision, of random tokens");
        sub->add_option("model", options->models.model,
                        "A model's name, a package, or a checkpoint folder")
            ->required();
        AddLocalModels(*sub, options->models);
        sub->add_option("--lengths", options->lengths, "Lengths in tokens (64,128,256,512)")
            ->delimiter(',')
            ->check(CLI::Range(1, 1 << 20));
        sub->add_option("--precisions", options->precisions,
                        "Of a checkpoint folder: fp32, int8 (both)")
            ->delimiter(',')
            ->check(CLI::IsMember({"fp32", "int8"}));
        sub->add_option("--threads", options->threads,
                        "Threads that work on one text (engine.threads, 1)")
            ->check(CLI::Range(1, 256));
        sub->add_option("--seconds", options->seconds, "Time for each length (2)")
            ->check(CLI::Range(0.0, 600.0));
        sub->add_flag("--json", options->json, "Print JSON");
        sub->add_flag("--quiet", options->quiet, "No progress bar");
        sub->footer("Example:\n  redquill bench model minilm.rqm --lengths 128,512 --threads 2");
        return [options]() -> int {
          const auto status = BenchModel(*options);
          if (!status) return PrintError(status.error(), options->json);
          const auto printed = PrintedAll();
          return printed ? *status : PrintError(printed.error(), false);
        };
      }};
}

}  // namespace redquill::app
