#include "scoring/loaded_model.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "base/cpu.h"
#include "base/sha256.h"
#include "base/version.h"
#include "engine/open.h"
#include "model/raw_digest.h"
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

/// The prompt as an engine takes it: see engine::Input::prompt.
std::optional<int> PromptIndex(const model::Manifest& manifest, std::string_view prompt) {
  if (prompt.empty()) return std::nullopt;
  const auto found = std::find(manifest.prompts.begin(), manifest.prompts.end(), prompt);
  return found == manifest.prompts.end() ? -1 : static_cast<int>(found - manifest.prompts.begin());
}

std::vector<std::string> Notes(const model::Manifest& manifest, const Request& request,
                               const RawScore& raw) {
  std::vector<std::string> notes;
  const size_t words = raw.words;
  if (raw.tokens_read < raw.tokens) {
    notes.push_back("Not read to its end: this model reads " + std::to_string(raw.tokens_read) +
                    " tokens, the essay has " + std::to_string(raw.tokens) +
                    ". The score is for the part read.");
  }
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
  if (!manifest.prompts.empty() && !raw.output.prompt) {
    notes.push_back(request.prompt.empty()
                        ? "The prompt was not recognised as one this model was trained for; its "
                          "prompt-independent part answered."
                        : "The model was not trained for this prompt; its prompt-independent part "
                          "answered.");
  }
  return notes;
}

}  // namespace

struct LoadedModel::Parts {
  std::shared_ptr<const model::Package> package;
  std::unique_ptr<const engine::Engine> engine;
  Measurer measurer;
  Explainer explainer;
  Calibration calibration;
  ModelInfo info;

  const model::Manifest& manifest() const { return package->manifest(); }

  static Result<std::unique_ptr<Parts>> Load(std::shared_ptr<const model::Package> package,
                                             const engine::OpenOptions& options);
  Result<std::vector<OutputScore>> Calibrated(const engine::Output& output) const;
};

Result<std::unique_ptr<LoadedModel::Parts>> LoadedModel::Parts::Load(
    std::shared_ptr<const model::Package> package, const engine::OpenOptions& options) {
  if (package->manifest().embeds()) {
    return Fail(Code::kInvalidArgument,
                "gives vectors (redquill embed) and no scores. Name a model that scores.", "model");
  }
  auto loaded = std::make_unique<Parts>();
  loaded->package = package;
  auto engine = engine::Open(package, options);
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
  loaded->info = {package->digest(),
                  model::RawDigest(package->manifest()),
                  package->manifest(),
                  loaded->engine->Runtime(),
                  false,
                  {}};
  return loaded;
}

Result<std::vector<OutputScore>> LoadedModel::Parts::Calibrated(
    const engine::Output& output) const {
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

LoadedModel::LoadedModel(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
LoadedModel::~LoadedModel() = default;

const ModelInfo& LoadedModel::info() const { return parts_->info; }
const std::shared_ptr<const model::Package>& LoadedModel::package() const {
  return parts_->package;
}

Result<std::shared_ptr<const LoadedModel>> LoadedModel::Load(
    std::shared_ptr<const model::Package> package, const engine::OpenOptions& options) {
  auto parts = Parts::Load(std::move(package), options);
  if (!parts) return Failure(parts.error());
  return std::shared_ptr<const LoadedModel>(new LoadedModel(std::move(*parts)));
}

Result<void> LoadedModel::WarmUp() const {
  const auto warm = Score({kWarmUpEssay, {}, {}, true});
  if (!warm) return Failure(warm.error(), "warming up model " + name());
  return {};
}

Result<RawScore> LoadedModel::Run(const Request& request) const {
  const auto start = Clock::now();
  const Parts& loaded = *parts_;
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
  const engine::Input input{measured->features, measured->ngrams, measured->tokens,
                            PromptIndex(loaded.manifest(), request.prompt), essay->text.utf8()};
  auto output = loaded.engine->Run(input, {request.explain, request.deadline});
  if (!output) return Failure(output.error());
  RawScore raw;
  raw.output = std::move(*output);
  if (request.explain) raw.features = std::move(measured->features);
  raw.text_sha256 = Sha256Hex(essay->text.utf8());
  raw.words = essay->words.size();
  const bool reads_itself = raw.output.tokens > 0;
  raw.tokens_read = reads_itself ? raw.output.tokens_read : measured->tokens_read;
  raw.tokens = reads_itself ? raw.output.tokens : measured->tokens_in_text;
  raw.timings = {Milliseconds(start, read), Milliseconds(read, measure),
                 Milliseconds(measure, Clock::now()), Milliseconds(start, Clock::now())};
  return raw;
}

Result<Answer> LoadedModel::Calibrate(const RawScore& raw, const Request& request) const {
  const Parts& loaded = *parts_;
  const engine::Output& output = raw.output;
  auto scores = loaded.Calibrated(output);
  if (!scores) return Failure(scores.error());
  Answer answer;
  answer.outputs = std::move(*scores);
  answer.model = loaded.manifest().name;
  answer.notes = Notes(loaded.manifest(), request, raw);
  answer.words = static_cast<int>(raw.words);
  answer.tokens_read = static_cast<int>(raw.tokens_read);
  answer.tokens = static_cast<int>(raw.tokens);
  const OutputScore& first = answer.outputs.front();
  if (request.explain) {
    const Linear* line = loaded.calibration.Find(output.part, first.name);
    const double slope = line ? line->slope : 1.0;
    answer.influences = loaded.explainer.Explain(raw.features, output.contributions, slope);
    for (const engine::MemberSaid& one : output.members) {
      answer.members.push_back({one.name, one.raw, one.weight, one.effect * slope});
    }
  }
  const bool known = output.prompt && *output.prompt >= 0;
  answer.receipt = {loaded.info.digest,
                    answer.model,
                    kVersion,
                    InstructionSet(),
                    loaded.info.runtime,
                    raw.text_sha256,
                    known ? loaded.manifest().prompts[static_cast<size_t>(*output.prompt)] : "",
                    output.part,
                    !known                   ? ""
                    : request.prompt.empty() ? "recognised"
                                             : "named",
                    first.raw,
                    first.calibrated,
                    first.score,
                    raw.tokens_read,
                    raw.tokens};
  answer.timings = raw.timings;
  return answer;
}

Result<Answer> LoadedModel::Score(const Request& request) const {
  const auto raw = Run(request);
  if (!raw) return Failure(raw.error());
  return Calibrate(*raw, request);
}

}  // namespace redquill::scoring
