#include "scoring/service.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/cpu.h"
#include "base/sha256.h"
#include "base/version.h"
#include "engine/open.h"
#include "model/library.h"
#include "scoring/calibration.h"
#include "scoring/explain.h"
#include "scoring/measure.h"
#include "text/essay.h"

namespace redquill::scoring {
namespace {

using Clock = std::chrono::steady_clock;

double Milliseconds(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

/// Scored once at load so that the first person's essay meets warm caches and built tables.
constexpr std::string_view kWarmUpEssay =
    "A school garden teaches more than a page about plants. First, students see how long a tomato "
    "takes to ripen, and they learn to wait.\n\nSecond, they share the work, so nobody can say "
    "that "
    "it was somebody else's duty. However, a garden needs care in the summer too. For example, our "
    "neighbours watered it in July.\n\nIn conclusion, the garden should stay.";

std::string Names(const std::vector<ModelInfo>& infos) {
  std::string names;
  for (const auto& info : infos) names += (names.empty() ? "" : ", ") + info.manifest.name;
  return names;
}

/// The prompt as an engine takes it: see engine::Input::prompt.
std::optional<int> PromptIndex(const model::Manifest& manifest, std::string_view prompt) {
  if (prompt.empty()) return std::nullopt;
  const auto found = std::find(manifest.prompts.begin(), manifest.prompts.end(), prompt);
  return found == manifest.prompts.end() ? -1 : static_cast<int>(found - manifest.prompts.begin());
}

std::vector<std::string> Notes(const model::Manifest& manifest, const Request& request,
                               const engine::Output& output, size_t words) {
  std::vector<std::string> notes;
  if (const auto& trained = manifest.training_words; trained && words < trained->p05) {
    if (words < trained->min) {
      notes.push_back("Short: " + std::to_string(words) +
                      " words. The shortest essay this model learned from has " +
                      std::to_string(trained->min) + ", so its score is a guess.");
    }
  } else if (trained && words > trained->max) {
    notes.push_back("Long: " + std::to_string(words) +
                    " words. The longest essay this model learned from has " +
                    std::to_string(trained->max) + ".");
  }
  if (!manifest.prompts.empty() && !output.prompt) {
    notes.push_back(request.prompt.empty()
                        ? "The prompt was not recognised as one this model was trained for; its "
                          "prompt-independent part answered."
                        : "The model was not trained for this prompt; its prompt-independent part "
                          "answered.");
  }
  return notes;
}

}  // namespace

struct Service::Loaded {
  std::shared_ptr<const model::Package> package;
  std::unique_ptr<const engine::Engine> engine;
  Measurer measurer;
  Explainer explainer;
  Calibration calibration;

  const model::Manifest& manifest() const { return package->manifest(); }

  static Result<std::unique_ptr<Loaded>> Load(std::shared_ptr<const model::Package> package);
  Result<std::vector<OutputScore>> Calibrated(const engine::Output& output) const;
};

Result<std::unique_ptr<Service::Loaded>> Service::Loaded::Load(
    std::shared_ptr<const model::Package> package) {
  auto loaded = std::make_unique<Loaded>();
  loaded->package = package;
  auto engine = engine::Open(package);
  if (!engine) return Failure(engine.error());
  loaded->engine = std::move(*engine);
  auto measurer = Measurer::For(*package, loaded->engine->needs());
  if (!measurer) return Failure(measurer.error());
  loaded->measurer = std::move(*measurer);
  auto explainer = Explainer::For(package->manifest());
  if (!explainer) return Failure(explainer.error());
  loaded->explainer = std::move(*explainer);
  if (package->Has(model::kCalibrationFile)) {
    auto calibration = Calibration::FromJson(*package->Text(model::kCalibrationFile));
    if (!calibration) return Failure(calibration.error());
    loaded->calibration = std::move(*calibration);
  }
  return loaded;
}

Result<std::vector<OutputScore>> Service::Loaded::Calibrated(const engine::Output& output) const {
  const auto& declared = manifest().outputs;
  if (output.raw.size() != declared.size()) {
    return Fail(Code::kInternal, "The engine gave " + std::to_string(output.raw.size()) +
                                     " values for " + std::to_string(declared.size()) +
                                     " outputs of model " + manifest().name);
  }
  std::vector<OutputScore> scores;
  for (size_t i = 0; i < declared.size(); ++i) {
    if (!std::isfinite(output.raw[i])) {
      return Fail(Code::kInternal,
                  "Model " + manifest().name + " gave a value that is not a number");
    }
    const Linear* line = calibration.Find(output.part, declared[i].name);
    const double calibrated = line ? (*line)(output.raw[i]) : output.raw[i];
    scores.push_back({declared[i].name, ToScale(calibrated, declared[i].scale), calibrated,
                      output.raw[i], declared[i].scale});
  }
  return scores;
}

Service::Service() = default;
Service::~Service() = default;

const std::vector<ModelInfo>& Service::models() const { return infos_; }

Result<std::unique_ptr<const Service>> Service::Load(const Options& options) {
  auto library = model::ReadLibrary(options.models_folder);
  if (!library) return Failure(library.error());
  std::vector<std::string> names = options.only;
  if (names.empty()) {
    if (!library->refused.empty()) return Failure(library->refused.front().error);
    for (const auto& entry : library->entries) names.push_back(entry.heading.manifest.name);
  }
  if (names.empty()) {
    return Fail(Code::kNotFound, "There is no model package (*.rqm) in " + options.models_folder +
                                     ". Put one there or name another folder with --models.");
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::unique_ptr<Service> service(new Service);
  for (const auto& name : names) {
    auto package = library->Load(name);
    if (!package) return Failure(package.error());
    auto loaded = Loaded::Load(*package);
    if (!loaded) return Failure(loaded.error(), (*package)->path());
    service->infos_.push_back(
        {(*package)->digest(), (*package)->manifest(), (*loaded)->engine->Runtime(), false});
    service->loaded_.push_back(std::move(*loaded));
  }
  const std::string wanted = options.default_model.empty() ? "features" : options.default_model;
  const auto found = std::find_if(service->infos_.begin(), service->infos_.end(),
                                  [&](const auto& info) { return info.manifest.name == wanted; });
  if (found != service->infos_.end()) {
    service->default_ = static_cast<size_t>(found - service->infos_.begin());
  } else if (!options.default_model.empty()) {
    return Fail(Code::kNotFound, "The default model \"" + wanted +
                                     "\" is not there. Loaded: " + Names(service->infos_) + ".");
  }
  service->infos_[service->default_].is_default = true;
  if (options.warm_up) {
    for (const auto& info : service->infos_) {
      const auto warm = service->Score({kWarmUpEssay, info.manifest.name, {}, true});
      if (!warm) return Failure(warm.error(), "warming up model " + info.manifest.name);
    }
  }
  return service;
}

Result<Answer> Service::Score(const Request& request) const {
  const auto start = Clock::now();
  size_t which = default_;
  if (!request.model.empty()) {
    const auto found = std::find_if(infos_.begin(), infos_.end(), [&](const auto& info) {
      return info.manifest.name == request.model;
    });
    if (found == infos_.end()) {
      return Fail(Code::kNotFound, "There is no such model. Known: " + Names(infos_) + ".",
                  "model");
    }
    which = static_cast<size_t>(found - infos_.begin());
  }
  const Loaded& loaded = *loaded_[which];

  auto essay = text::ReadEssay(request.essay);
  if (!essay) {
    Error error = essay.error();
    error.field = "essay";
    return Failure(std::move(error));
  }
  const auto read = Clock::now();
  auto measured = loaded.measurer.Measure(*essay);
  if (!measured) return Failure(measured.error());
  const auto measure = Clock::now();
  engine::Input input{measured->features, measured->ngrams, measured->tokens,
                      PromptIndex(loaded.manifest(), request.prompt)};
  auto output = loaded.engine->Run(input, {.explain = request.explain});
  if (!output) return Failure(output.error());
  auto scores = loaded.Calibrated(*output);
  if (!scores) return Failure(scores.error());
  const auto end = Clock::now();

  Answer answer;
  answer.outputs = std::move(*scores);
  answer.model = loaded.manifest().name;
  answer.notes = Notes(loaded.manifest(), request, *output, essay->words.size());
  answer.words = static_cast<int>(essay->words.size());
  if (request.explain) {
    const Linear* line = loaded.calibration.Find(output->part, answer.outputs.front().name);
    answer.influences =
        loaded.explainer.Explain(*measured, output->contributions, line ? line->slope : 1.0);
  }
  const OutputScore& first = answer.outputs.front();
  const bool known = output->prompt && *output->prompt >= 0;
  answer.receipt = {infos_[which].digest,
                    answer.model,
                    kVersion,
                    InstructionSet(),
                    infos_[which].runtime,
                    Sha256Hex(essay->text.utf8()),
                    known ? loaded.manifest().prompts[static_cast<size_t>(*output->prompt)] : "",
                    output->part,
                    !known                   ? ""
                    : request.prompt.empty() ? "recognised"
                                             : "named",
                    first.raw,
                    first.calibrated,
                    first.score};
  answer.timings = {Milliseconds(start, read), Milliseconds(read, measure),
                    Milliseconds(measure, end), Milliseconds(start, Clock::now())};
  return answer;
}

}  // namespace redquill::scoring
