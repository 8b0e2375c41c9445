#include "redquill/evaluation_text.h"

#include <cstdarg>
#include <cstdio>

namespace redquill::app {
namespace {

[[gnu::format(printf, 2, 3)]] void Append(std::string& text, const char* form, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, form);
  std::vsnprintf(line, sizeof line, form, arguments);
  va_end(arguments);
  text += line;
}

void AppendPrompts(std::string& text, const metrics::Evaluation& evaluation) {
  if (evaluation.prompts.empty()) return;
  Append(text, "\n%-40s %6s  %-22s %6s %7s %7s\n", "prompt", "n", "QWK (95% interval)", "r", "RMSE",
         "SMD");
  for (const auto& prompt : evaluation.prompts) {
    const auto& a = prompt.agreement;
    Append(text, "%-40.40s %6zu  %.3f (%.3f to %.3f)  %6.3f %7.3f %+7.3f\n", prompt.prompt.c_str(),
           a.n, a.qwk, prompt.qwk_interval.low, prompt.qwk_interval.high, a.pearson, a.rmse, a.smd);
  }
  Append(text, "%-40s %6zu  %.3f (%.3f to %.3f)\n", "mean over prompts", evaluation.prompts.size(),
         evaluation.mean_qwk, evaluation.mean_qwk_interval.low, evaluation.mean_qwk_interval.high);
}

void AppendConfusion(std::string& text, const metrics::ConfusionMatrix& confusion) {
  constexpr size_t kMostColumns = 13;
  if (confusion.scores.empty() || confusion.scores.size() > kMostColumns) return;
  Append(text, "\n%-10s", "human\\ours");
  for (const double score : confusion.scores) Append(text, "%6g", score);
  for (size_t i = 0; i < confusion.scores.size(); ++i) {
    Append(text, "\n%-10g", confusion.scores[i]);
    for (const size_t count : confusion.count[i]) Append(text, "%6zu", count);
  }
  text += "\n";
}

}  // namespace

std::string EvaluationText(const metrics::Evaluation& evaluation, const std::string& system) {
  const auto& a = evaluation.all;
  std::string text = system + ", " + std::to_string(a.n) + " essays\n\n";
  Append(text, "QWK                 %.3f   %g%% interval %.3f to %.3f (%d resamples)\n", a.qwk,
         evaluation.bootstrap.level * 100, evaluation.qwk_interval.low,
         evaluation.qwk_interval.high, evaluation.bootstrap.resamples);
  Append(text, "r                   %.3f   unrounded %.3f\n", a.pearson, a.pearson_raw);
  Append(text, "RMSE                %.3f   unrounded %.3f\n", a.rmse, a.rmse_raw);
  Append(text, "SMD                %+.3f\n", a.smd);
  Append(text, "SD ratio            %.3f   human %.3f, system %.3f\n", a.sd_ratio, a.human_sd,
         a.system_sd);
  Append(text, "mean               human %.3f, system %.3f\n", a.human_mean, a.system_mean);
  Append(text, "exact agreement     %.1f%%\n", 100 * a.exact);
  Append(text, "adjacent or exact   %.1f%%\n", 100 * a.adjacent);
  AppendPrompts(text, evaluation);
  AppendConfusion(text, evaluation.confusion);
  return text;
}

}  // namespace redquill::app
