#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "redquill-train/essay_options.h"
#include "redquill-train/package_options.h"
#include "redquill-train/verbs.h"
#include "train/ensemble/ensemble_card.h"
#include "train/ensemble/pack_ensemble.h"

namespace redquill::train_app {
namespace {

struct Options {
  PackageOptions package;
  std::vector<std::string> members, scores, unseen;
  bool beside = false, json = false;
};

/// A member without scores, said by "-", gets no weight.
constexpr const char* kNone = "-";

/// A blend by the tables at `paths`, one a member or "-".
Result<train::Blend> BlendOf(const std::vector<std::string>& paths, size_t members,
                             const char* option) {
  if (paths.size() != members) {
    return Fail(Code::kInvalidArgument,
                std::string(option) + " must be given once for each --member, in the same order (" +
                    kNone + " for a member that gets no weight).",
                option);
  }
  std::vector<train::ScoreTable> tables;
  std::vector<size_t> place;
  for (size_t m = 0; m < paths.size(); ++m) {
    if (paths[m] == kNone) continue;
    auto table = train::ReadScoreTable(paths[m]);
    if (!table) return Failure(table.error());
    tables.push_back(std::move(*table));
    place.push_back(m);
  }
  if (tables.empty()) {
    return Fail(Code::kInvalidArgument, std::string(option) + " names no table.", option);
  }
  if (auto aligned = train::Align(tables); !aligned) return Failure(aligned.error());
  std::vector<size_t> rows;
  for (size_t row = 0; row < tables.front().essays.size(); ++row) rows.push_back(row);
  auto blend = train::FitBlend(tables, rows);
  if (!blend) return blend;
  train::Blend whole = *blend;
  whole.part.weights.assign(members, 0);
  whole.part.centres.assign(members, 0);
  for (size_t i = 0; i < place.size(); ++i) {
    whole.part.weights[place[i]] = blend->part.weights[i];
    whole.part.centres[place[i]] = blend->part.centres[i];
  }
  return whole;
}

/// The first member's part as it answers by itself. Explanations are told against `centre`.
Result<train::Blend> FirstAlone(const model::Package& first, const std::string& part,
                                size_t members, double centre) {
  const auto calibration = scoring::Calibration::FromJson(*first.Text(model::kCalibrationFile));
  if (!calibration) return Failure(calibration.error());
  train::Blend blend;
  blend.part.weights.assign(members, 0);
  blend.part.centres.assign(members, 0);
  blend.part.weights[0] = 1;
  blend.part.centres[0] = centre;
  const auto* line = calibration->Find(part, first.manifest().outputs.front().name);
  if (line != nullptr) blend.line = *line;
  return blend;
}

/// The blends of the first member's parts: its first part by --scores, its second, which answers
/// essays on prompts it was not trained for, by --unseen-scores or as it answers alone.
Result<std::map<std::string, train::Blend>> Blends(const Options& options,
                                                   const model::Package& first) {
  const auto parts = train::PartsOf(first);
  if (!parts) return Failure(parts.error());
  std::map<std::string, train::Blend> blends;
  for (const std::string& part : *parts) {
    const bool unseen = parts->size() > 1 && part == "general";
    const size_t members = options.members.size();
    auto blend = unseen && !options.unseen.empty()
                     ? BlendOf(options.unseen, members, "--unseen-scores")
                     : BlendOf(options.scores, members, "--scores");
    if (blend && unseen && options.unseen.empty()) {
      blend = FirstAlone(first, part, members, blend->part.centres[0]);
    }
    if (!blend) return Failure(blend.error());
    blends[part] = *std::move(blend);
  }
  return blends;
}

Result<void> Run(const Options& options) {
  const auto evaluations = ReadEvaluations(options.package);
  if (!evaluations) return Failure(evaluations.error());
  std::vector<std::shared_ptr<const model::Package>> members;
  for (const std::string& path : options.members) {
    auto member = model::Package::Open(path);
    if (!member) return Failure(member.error());
    members.push_back(*std::move(member));
  }
  const auto blends = Blends(options, *members.front());
  if (!blends) return Failure(blends.error());
  model::Manifest manifest = BareManifest(options.package);
  manifest.metrics = {{"cross_validation", ToJson(*evaluations)}};
  const auto facts = FactsOf({}, *evaluations, "no other library");
  const auto lie = options.beside ? train::MembersLie::kBeside : train::MembersLie::kInside;
  const auto bytes = train::PackEnsemble(
      members, *blends, lie, manifest, train::EnsembleCard(manifest, members, *blends, lie, facts));
  if (!bytes) return Failure(bytes.error());
  const auto digest = WriteAndDigest(options.package, *bytes);
  if (!digest) return Failure(digest.error());
  nlohmann::json weights;
  for (const auto& [part, blend] : *blends) weights[part] = blend.part.weights;
  if (options.json) {
    const nlohmann::json told = {{"file", options.package.out},
                                 {"digest", *digest},
                                 {"bytes", bytes->size()},
                                 {"weights", weights}};
    std::printf("%s\n", told.dump(2).c_str());
  } else {
    std::printf("%s: %zu bytes, %zu models\n  digest %s\n", options.package.out.c_str(),
                bytes->size(), members.size(), digest->c_str());
    for (const auto& [part, blend] : *blends) {
      std::printf("  %s:", part.empty() ? "weights" : part.c_str());
      for (size_t m = 0; m < members.size(); ++m) {
        std::printf("  %s %.3f", members[m]->manifest().name.c_str(), blend.part.weights[m]);
      }
      std::printf("\n");
    }
  }
  return {};
}

}  // namespace

Verb EnsembleVerb() {
  return {{"ensemble"},
          "Make one package of several, weighed by their cross-validated scores",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            command
                .add_option("--member", options->members,
                            "A model's package; the first says which part speaks")
                ->required();
            command
                .add_option(
                    "--scores", options->scores,
                    "What cv … --scores wrote of each member, in the same order; - for none")
                ->required();
            command.add_option("--unseen-scores", options->unseen,
                               "The same of prompts left out, for essays on unknown prompts "
                               "(default: the first member answers those, as it does alone)");
            command.add_flag("--beside", options->beside,
                             "Name the members by their digests, not whole: the package is small "
                             "and needs theirs in its folder");
            AddPackageOptions(command, &options->package, "Ensemble");
            command.add_flag("--json", options->json, "Print one JSON object");
            command.footer(
                "Example:\n  redquill-train ensemble --member features.rqm --member lstm.rqm "
                "--scores features.csv --scores lstm.csv --unseen-scores features-unseen.csv "
                "--unseen-scores - --out ensemble.rqm");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->json);
            };
          }};
}

}  // namespace redquill::train_app
