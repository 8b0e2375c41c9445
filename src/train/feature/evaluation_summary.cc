#include "train/feature/evaluation_summary.h"

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/json_object.h"

namespace redquill::train {
namespace {

using nlohmann::json;

std::string RecognitionWords(const Recognition& r) {
  return "Prompts told by topic: of " + std::to_string(r.essays) + " essays " +
         std::to_string(r.right) + " right, " + std::to_string(r.none) + " taken for unknown, " +
         std::to_string(r.wrong) + " taken for another prompt.";
}

EvaluationSummary::Rung Figures(const CvRung& rung, Protocol protocol) {
  const auto& plain = rung.uncalibrated;
  const auto& line = rung.calibrated;
  switch (protocol) {
    case Protocol::kLeavePromptOut:
      return {rung.name, plain.mean_qwk, line.mean_qwk, line.mean_qwk_interval};
    case Protocol::kPromptSpecific:
      return {rung.name, *rung.uncalibrated_mean_of_folds, *rung.mean_of_folds,
              rung.mean_of_folds_interval};
    case Protocol::kFolds:
      break;
  }
  return {rung.name, plain.all.qwk, line.all.qwk, line.qwk_interval};
}

}  // namespace

std::string FileName(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

EvaluationSummary Summarise(const CvReport& report, Protocol protocol, const std::string& command,
                            const std::vector<SourceReport>& sources) {
  EvaluationSummary summary;
  summary.command = command;
  for (const SourceReport& source : sources) {
    summary.data += (summary.data.empty() ? "" : " + ") + FileName(source.path);
  }
  summary.statistic = protocol == Protocol::kFolds            ? "all essays"
                      : protocol == Protocol::kPromptSpecific ? "mean over folds and prompts"
                                                              : "mean over prompts";
  summary.essays = report.rungs.back().scores.size();
  for (const CvRung& rung : report.rungs) summary.rungs.push_back(Figures(rung, protocol));
  if (report.recognition) summary.recognition = RecognitionWords(*report.recognition);
  return summary;
}

json ToJson(const EvaluationSummary& summary) {
  json rungs = json::array();
  for (const auto& rung : summary.rungs) {
    rungs.push_back({{"name", rung.name},
                     {"uncalibrated", rung.uncalibrated},
                     {"calibrated", rung.calibrated},
                     {"interval", {rung.interval.low, rung.interval.high}}});
  }
  json all = {{"command", summary.command},
              {"data", summary.data},
              {"statistic", summary.statistic},
              {"essays", summary.essays},
              {"qwk", rungs}};
  if (!summary.recognition.empty()) all["recognition"] = summary.recognition;
  return all;
}

Result<EvaluationSummary> ReadSummary(std::string_view text, const std::string& name) {
  const auto document = ParseJson(text, {.bytes = 8 << 20, .depth = 32, .values = 1'000'000});
  if (!document) return Failure(document.error(), name);
  if (!document->is_object() || !document->contains("summary")) {
    return Fail(Code::kInvalidArgument,
                name + " is not what `redquill-train cv … --json` prints; it has no \"summary\".");
  }
  JsonFault fault;
  JsonObject in((*document)["summary"], "summary", &fault);
  EvaluationSummary summary;
  summary.command = in.Text("command", 2000);
  summary.data = in.Text("data", 2000);
  summary.statistic = in.Text("statistic", 100);
  summary.essays = in.Count("essays", uint64_t{1} << 40);
  in.Each("qwk", 16, [&](const json& value, const std::string& path) {
    JsonObject one(value, path, &fault);
    EvaluationSummary::Rung rung;
    rung.name = one.Text("name", 100);
    rung.uncalibrated = one.Number("uncalibrated");
    rung.calibrated = one.Number("calibrated");
    std::vector<double> interval;
    one.Each("interval", 2, [&](const json& end, const std::string& at) {
      if (!end.is_number()) fault.Set(at, "must be a number");
      interval.push_back(end.is_number() ? end.get<double>() : 0);
    });
    if (interval.size() == 2) {
      rung.interval = {interval[0], interval[1]};
    } else {
      fault.Set(one.PathOf("interval"), "must have two numbers");
    }
    summary.rungs.push_back(std::move(rung));
  });
  if (in.Has("recognition")) summary.recognition = in.Text("recognition", 500);
  if (summary.rungs.empty()) fault.Set("summary.qwk", "must not be empty");
  if (fault.first) return Failure(*fault.first, name);
  return summary;
}

}  // namespace redquill::train
