#include "redquill-train/cv_print.h"

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "redquill-train/command_line.h"
#include "train/ensemble/score_table.h"
#include "train/feature/evaluation_summary.h"

namespace redquill::train_app {
namespace {

void PrintRow(const std::string& name, size_t essays, const metrics::Agreement& agreement,
              const metrics::Interval& interval) {
  std::printf("  %-42.42s %6zu  %.4f  [%.4f, %.4f]  r %.4f  SMD %+.3f\n", name.c_str(), essays,
              agreement.qwk, interval.low, interval.high, agreement.pearson_raw, agreement.smd);
}

}  // namespace

void PrintReport(const train::CvReport& report, train::Protocol protocol) {
  const bool means = protocol != train::Protocol::kFolds;
  std::printf("%-28s %-14s %-14s %s\n", "QWK of essays not learned from", "uncalibrated",
              "calibrated", "95 % interval of the calibrated");
  for (const train::CvRung& rung : report.rungs) {
    const auto& plain = rung.uncalibrated;
    const auto& line = rung.calibrated;
    const auto& interval = means ? line.mean_qwk_interval : line.qwk_interval;
    std::printf("  %-28s %.4f         %.4f         [%.4f, %.4f]%s\n", rung.name.c_str(),
                means ? plain.mean_qwk : plain.all.qwk, means ? line.mean_qwk : line.all.qwk,
                interval.low, interval.high, means ? "  mean over prompts" : "");
    if (rung.mean_of_folds) {
      std::printf("  %-28s                %.4f         [%.4f, %.4f]  mean over folds and prompts\n",
                  "", *rung.mean_of_folds, rung.mean_of_folds_interval.low,
                  rung.mean_of_folds_interval.high);
    }
  }
  if (const auto rmse = train::MeanRmse(report)) {
    std::printf("Mean over these scores of the raw values' root mean squared error: %.4f\n", *rmse);
  }
  const metrics::Evaluation& whole = report.rungs.back().calibrated;
  std::printf("%s, calibrated:\n", report.rungs.back().name.c_str());
  for (const auto& prompt : whole.prompts) {
    PrintRow(prompt.prompt, prompt.agreement.n, prompt.agreement, prompt.qwk_interval);
  }
  PrintRow("all essays together", whole.all.n, whole.all, whole.qwk_interval);
  if (!whole.prompts.empty()) {
    std::printf("  %-42s %6s  %.4f  [%.4f, %.4f]\n", "mean over prompts", "", whole.mean_qwk,
                whole.mean_qwk_interval.low, whole.mean_qwk_interval.high);
  }
  if (const auto& seen = report.recognition) {
    std::printf("Prompts told by topic: of %zu essays %zu right, %zu none, %zu wrong.\n",
                seen->essays, seen->right, seen->none, seen->wrong);
  }
}

Result<void> GiveReport(const train::EssaySet& set, const train::CvReport& report,
                        train::Protocol protocol, const std::string& scores, bool json) {
  if (!scores.empty()) {
    if (auto written = WriteScores(set, report, scores); !written) return written;
  }
  if (json) {
    auto told = train::ToJson(report);
    told["summary"] =
        train::ToJson(train::Summarise(report, protocol, PublishedCommand(), set.sources));
    std::printf("%s\n", told.dump(2).c_str());
  } else {
    PrintReport(report, protocol);
  }
  return {};
}

namespace {

/// Where a trait's scores go: "scores.csv" becomes "scores.grammar.csv".
std::string TraitPath(const std::string& path, const std::string& trait) {
  const std::filesystem::path whole(path);
  return (whole.parent_path() / whole.stem()).string() + "." + trait + whole.extension().string();
}

Result<void> WriteRung(const train::EssaySet& set, const train::CvRung& rung,
                       const std::string& path) {
  train::ScoreTable table;
  const auto& human = rung.trait ? set.traits[*rung.trait].score : set.score;
  for (const train::CvScore& one : rung.scores) {
    table.essays.push_back(
        {set.id[one.row],
         set.prompts.empty() ? "" : set.prompts[static_cast<size_t>(set.prompt[one.row])],
         human[one.row], one.raw, one.calibrated, one.score});
  }
  return WriteFileAtomically(path, train::ToCsv(table));
}

}  // namespace

Result<void> WriteScores(const train::EssaySet& set, const train::CvReport& report,
                         const std::string& path) {
  for (const train::CvRung& rung : report.rungs) {
    if (!rung.trait) continue;
    auto written = WriteRung(set, rung, TraitPath(path, set.traits[*rung.trait].name));
    if (!written) return written;
  }
  return WriteRung(set, report.rungs.back(), path);
}

}  // namespace redquill::train_app
