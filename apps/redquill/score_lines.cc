#include "redquill/score_lines.h"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "redquill/print.h"
#include "scoring/wire.h"
#include "table/shown.h"
#include "table/writer.h"

namespace redquill::app {
namespace {

using nlohmann::json;

std::string Joined(const std::vector<std::string>& notes) {
  std::string all;
  for (const auto& note : notes) all += (all.empty() ? "" : " ") + note;
  return all;
}

// ", 412 tokens" or ", the first 512 of 731 tokens read"; nothing for a model that reads none.
std::string TokensText(const scoring::Answer& answer) {
  if (answer.tokens == 0) return "";
  if (answer.tokens_read == answer.tokens) return ", " + std::to_string(answer.tokens) + " tokens";
  return ", the first " + std::to_string(answer.tokens_read) + " of " +
         std::to_string(answer.tokens) + " tokens read";
}

std::string Padded(std::string text, size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string JsonLine(const std::string& id, const Result<scoring::Answer>& outcome) {
  json line = outcome ? scoring::ToJson(*outcome) : ErrorJson(outcome.error());
  line["id"] = id;
  return line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string CsvLine(const std::string& id, const Result<scoring::Answer>& outcome,
                    const std::vector<std::string>& traits) {
  if (!outcome) {
    const Error& error = outcome.error();
    std::vector<std::string> cells = {
        id, "", "", "", "", "", "", std::string(CodeName(error.code)) + ": " + error.message};
    cells.resize(cells.size() + traits.size());
    return table::CsvRecord(cells);
  }
  const auto& first = outcome->outputs.front();
  std::vector<std::string> cells = {id,
                                    table::Number(first.score),
                                    table::Number(first.calibrated),
                                    table::Number(first.raw),
                                    outcome->model,
                                    outcome->receipt.part,
                                    outcome->receipt.prompt,
                                    Joined(outcome->notes)};
  if (!traits.empty()) {
    for (const auto& output : outcome->outputs) cells.push_back(table::Number(output.score));
  }
  return table::CsvRecord(cells);
}

// "cohesion 3, grammar 3.5"; nothing for a model that gives one score.
std::string TraitsText(const scoring::Answer& answer) {
  if (answer.outputs.size() == 1) return "";
  std::string text;
  for (const auto& output : answer.outputs) {
    text += (text.empty() ? "" : ", ") + output.name + " " + table::Number(output.score);
  }
  return text + ". ";
}

std::string HumanLine(const std::string& id, const Result<scoring::Answer>& outcome) {
  if (!outcome)
    return Padded(table::Shown(id), 24) + "  -      error: " + outcome.error().message + "\n";
  const auto& first = outcome->outputs.front();
  char middle[64];
  std::snprintf(middle, sizeof middle, "  %-5s  %8.3f  ", table::Number(first.score).c_str(),
                first.calibrated);
  std::string line =
      Padded(table::Shown(id), 24) + middle + TraitsText(*outcome) + Joined(outcome->notes);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string ScoreHeader(LineForm form, const std::vector<std::string>& traits) {
  switch (form) {
    case LineForm::kJson:
      return "";
    case LineForm::kCsv:
      break;
    case LineForm::kHuman:
      return Padded("essay", 24) + "  score  unrounded  remarks\n";
  }
  std::vector<std::string> names = {"id",    "score", "calibrated", "raw",
                                    "model", "part",  "prompt",     "notes"};
  names.insert(names.end(), traits.begin(), traits.end());
  return table::CsvRecord(names);
}

std::string ScoreLine(LineForm form, const std::string& id, const Result<scoring::Answer>& outcome,
                      const std::vector<std::string>& traits) {
  switch (form) {
    case LineForm::kJson:
      return JsonLine(id, outcome);
    case LineForm::kCsv:
      return CsvLine(id, outcome, traits);
    case LineForm::kHuman:
      break;
  }
  return HumanLine(id, outcome);
}

std::string ScoreSheet(const scoring::Answer& answer) {
  std::string sheet;
  char line[256];
  for (const auto& output : answer.outputs) {
    std::snprintf(line, sizeof line, "%s %s   on the scale %s to %s (unrounded %.2f)\n",
                  answer.outputs.size() == 1 ? "Score" : output.name.c_str(),
                  table::Number(output.score).c_str(), table::Number(output.scale.min).c_str(),
                  table::Number(output.scale.max).c_str(), output.calibrated);
    sheet += line;
  }
  sheet += "Model " + answer.model;
  if (!answer.receipt.part.empty()) sheet += ", " + answer.receipt.part + " part";
  if (!answer.receipt.prompt.empty()) {
    sheet += ", prompt \"" + answer.receipt.prompt + "\" (" + answer.receipt.recognised + ")";
  }
  sheet += "\n" + std::to_string(answer.words) + " words" + TokensText(answer) + "\n";
  for (const auto& note : answer.notes) sheet += "Note: " + note + "\n";
  if (!answer.influences.empty() || !answer.members.empty())
    sheet += "What moved it most, in points:\n";
  for (const auto& influence : answer.influences) {
    std::snprintf(line, sizeof line, "  %+.2f  %s", influence.effect, influence.words.c_str());
    sheet += line;
    if (!influence.unit.empty()) {
      std::snprintf(line, sizeof line, " (%.4g %s)", influence.value, influence.unit.c_str());
      sheet += line;
    }
    sheet += "\n";
  }
  for (const auto& member : answer.members) {
    std::snprintf(line, sizeof line, "  %+.2f  by model %s, weight %.3f\n", member.effect,
                  member.name.c_str(), member.weight);
    sheet += line;
  }
  return sheet;
}

}  // namespace redquill::app
