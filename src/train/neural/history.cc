#include "train/neural/history.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/file.h"

namespace redquill::train {
namespace {

constexpr double kWidth = 640, kHeight = 360, kMargin = 50;

std::string Escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  }
  return out;
}

std::string Format(const char* format, auto... values) {
  char text[256];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

std::string Curve(const History& history, double EpochRecord::*value, double most,
                  const char* colour, const char* name, double label_y) {
  std::string points;
  const double step = (kWidth - 2 * kMargin) / std::max<double>(1, double(history.size()) - 1);
  for (size_t i = 0; i < history.size(); ++i) {
    points += Format("%.1f,%.1f ", kMargin + step * static_cast<double>(i),
                     kHeight - kMargin - (kHeight - 2 * kMargin) * history[i].*value / most);
  }
  return Format("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", colour) +
         points + "\"/>\n" +
         Format("<text x=\"%.0f\" y=\"%.0f\" fill=\"%s\">%s</text>\n", kWidth - 190, label_y,
                colour, name);
}

}  // namespace

nlohmann::json ToJson(const EpochRecord& r) {
  nlohmann::json json = {{"epoch", r.epoch},
                         {"steps", r.steps},
                         {"train_loss", r.train_loss},
                         {"validation_loss", r.validation_loss},
                         {"learning_rate", r.learning_rate},
                         {"seconds", r.seconds},
                         {"tokens_per_second", r.tokens_per_second},
                         {"best", r.best}};
  if (!std::isnan(r.validation_correlation)) {
    json["validation_correlation"] = r.validation_correlation;
  }
  return json;
}

Result<EpochRecord> EpochFromJson(const nlohmann::json& json) {
  EpochRecord r;
  try {
    r.epoch = json.at("epoch");
    r.steps = json.at("steps");
    r.train_loss = json.at("train_loss");
    r.validation_loss = json.at("validation_loss");
    r.validation_correlation =
        json.value("validation_correlation", std::numeric_limits<double>::quiet_NaN());
    r.learning_rate = json.at("learning_rate");
    r.seconds = json.at("seconds");
    r.tokens_per_second = json.at("tokens_per_second");
    r.best = json.at("best");
  } catch (const nlohmann::json::exception&) {
    return Fail(Code::kCorrupt, "an epoch's record is not whole");
  }
  return r;
}

std::string JsonLines(const History& history) {
  std::string lines;
  for (const EpochRecord& record : history) lines += ToJson(record).dump() + "\n";
  return lines;
}

std::string CurvesSvg(const History& history, const std::string& title) {
  double most = 1e-9;
  for (const EpochRecord& r : history) most = std::max({most, r.train_loss, r.validation_loss});
  std::string svg = Format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
      "font-family=\"sans-serif\" font-size=\"13\">\n"
      "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
      kWidth, kHeight);
  svg += "<text x=\"50\" y=\"25\">" + Escaped(title) + "</text>\n";
  svg += Format("<path d=\"M%.0f %.0fV%.0fH%.0f\" fill=\"none\" stroke=\"black\"/>\n", kMargin,
                kMargin, kHeight - kMargin, kWidth - kMargin);
  svg += Format("<text x=\"5\" y=\"%.0f\">%.2f</text><text x=\"25\" y=\"%.0f\">0</text>\n",
                kMargin + 5, most, kHeight - kMargin);
  svg += Format("<text x=\"%.0f\" y=\"%.0f\">epoch 1 to %zu</text>\n", kMargin, kHeight - 20,
                history.size());
  svg += Curve(history, &EpochRecord::train_loss, most, "#1f6fb4", "training loss", kMargin + 5);
  svg += Curve(history, &EpochRecord::validation_loss, most, "#c23b22", "validation loss",
               kMargin + 25);
  return svg + "</svg>\n";
}

Result<void> KeepHistory(const std::string& base, const History& history,
                         const std::string& title) {
  if (auto kept = WriteFileAtomically(base + ".jsonl", JsonLines(history)); !kept) return kept;
  return WriteFileAtomically(base + ".svg", CurvesSvg(history, title));
}

}  // namespace redquill::train
