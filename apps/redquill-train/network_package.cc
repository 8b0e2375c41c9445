#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numeric>

#include "engine/onnx/library.h"
#include "redquill-train/network_options.h"
#include "train/feature/cv_tasks.h"
#include "train/neural/network_card.h"

namespace redquill::train_app {
namespace {

nlohmann::json Validation(const train::NetworkModel& model) {
  const auto best = std::find_if(model.history.rbegin(), model.history.rend(),
                                 [](const train::EpochRecord& r) { return r.best; });
  return {{"essays", model.validated},
          {"epoch", best->epoch},
          {"loss", best->validation_loss},
          {"training_loss", best->train_loss},
          {"correlation", best->validation_correlation}};
}

/// What the training took; nothing of it goes into the package, which would differ from run to run.
nlohmann::json Cost(const train::NetworkModel& model) {
  double seconds = 0, tokens = 0;
  for (const train::EpochRecord& epoch : model.history) {
    seconds += epoch.seconds;
    tokens += epoch.tokens_per_second * epoch.seconds;
  }
  rusage used = {};
  ::getrusage(RUSAGE_SELF, &used);
  return {{"seconds", seconds},
          {"tokens_per_second", seconds > 0 ? tokens / seconds : 0},
          {"peak_memory_mib", used.ru_maxrss / 1024}};
}

void TellCheck(const train::NetworkModel& model) {
  if (!model.check) return;
  const train::ExportCheck& check = *model.check;
  std::printf("  off LibTorch by at most %.1e on %zu of them; QWK %.4f in fp32",
              check.largest_difference, check.compared, check.fp32_qwk);
  if (check.int8) {
    std::printf(", %.4f in int8, values off by at most %.3f: %s written", check.int8_qwk,
                check.largest_change, std::string(NameOf(check.kept)).c_str());
  }
  std::printf("\n");
}

}  // namespace

Result<model::Scale> ScaleToCheckOn(const EssayOptions& options, const train::EssaySet& set) {
  const auto given = ScaleOf(options);
  if (!given) return Failure(given.error());
  if (auto library = engine::onnx::Library::Load(); !library) return Failure(library.error());
  if (*given) return **given;
  std::vector<size_t> rows(set.size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  return train::ScaleOf(set, rows);
}

void AddWorkOption(CLI::App& command, std::string* work) {
  command.add_option("--work", *work,
                     "Keep WORK.safetensors (to go on from after an interruption), WORK.jsonl and "
                     "WORK.svg (learning curves)");
}

Result<void> WriteNetwork(const PackageOptions& package, const EssayOptions& essays,
                          const train::EssaySet& set, const train::NetworkModel& model,
                          const std::string& work, const std::string& about) {
  const auto scale = ScaleToCheckOn(essays, set);
  if (!scale) return Failure(scale.error());
  const auto evaluations = ReadEvaluations(package);
  if (!evaluations) return Failure(evaluations.error());
  if (!work.empty()) {
    if (auto kept = train::KeepHistory(work, model.history, package.title); !kept) return kept;
  }
  model::Manifest manifest = ManifestOf(package, set, *scale);
  manifest.metrics = {{"validation", Validation(model)},
                      {"cross_validation", ToJson(*evaluations)}};
  if (model.check) manifest.metrics["export"] = train::ToJson(*model.check);
  const auto facts = FactsOf(set, *evaluations, "LibTorch");
  const auto bytes =
      train::PackNetwork(model, manifest, train::NetworkCard(manifest, model, about, facts));
  if (!bytes) return Failure(bytes.error());
  const auto digest = WriteAndDigest(package, *bytes);
  if (!digest) return Failure(digest.error());
  if (essays.json) {
    nlohmann::json told = {{"file", package.out},
                           {"digest", *digest},
                           {"bytes", bytes->size()},
                           {"essays", model.learned + model.validated},
                           {"validation", manifest.metrics["validation"]}};
    if (model.check) told["export"] = manifest.metrics["export"];
    told["training"] = Cost(model);
    std::printf("%s\n", told.dump(2).c_str());
  } else {
    std::printf(
        "%s: %zu bytes, learned from %zu essays\n  digest %s\n  correlation %.4f on %zu "
        "validation essays\n",
        package.out.c_str(), bytes->size(), model.learned, digest->c_str(),
        manifest.metrics["validation"]["correlation"].get<double>(), model.validated);
    TellCheck(model);
    const auto cost = Cost(model);
    std::printf("  trained for %.0f s, %.0f tokens/s; at most %ld MiB of memory\n",
                cost["seconds"].get<double>(), cost["tokens_per_second"].get<double>(),
                cost["peak_memory_mib"].get<long>());
  }
  return {};
}

}  // namespace redquill::train_app
