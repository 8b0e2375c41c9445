#include "train/neural/export_check.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "engine/onnx/onnx_engine.h"
#include "metrics/agreement.h"

namespace redquill::train {
namespace {

using model::onnx::Precision;

constexpr size_t kComparedWithLibTorch = 64;

Result<std::vector<double>> RunAll(const std::string& onnx, const std::vector<Tokens>& essays,
                                   const std::function<void()>& one_done) {
  auto library = engine::onnx::Library::Load();
  if (!library) return Failure(library.error());
  const auto engine =
      engine::onnx::OnnxEngine::LoadBytes(*library, std::as_bytes(std::span(onnx)), {});
  if (!engine) return Failure(engine.error());
  std::vector<double> raw;
  for (const Tokens& tokens : essays) {
    engine::Input input;
    input.tokens = tokens;
    const auto output = (*engine)->Run(input, {});
    if (!output) return Failure(output.error());
    raw.push_back(output->raw.front());
    one_done();
  }
  return raw;
}

double Qwk(const CheckedEssays& essays, const std::vector<double>& raw,
           const scoring::Linear& line) {
  std::vector<double> scores;
  for (const double value : raw) scores.push_back(scoring::ToScale(line(value), essays.scale));
  return metrics::QuadraticWeightedKappa(essays.human, scores);
}

double LargestDifference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    largest = std::max(largest, std::fabs(a[i] - b[i]));
  }
  return largest;
}

/// What LibTorch gives of the first essays, one at a time and nothing kept from before.
std::vector<double> TrainedValues(const TrainedNetwork& trained,
                                  const std::vector<Tokens>& essays) {
  const at::NoGradGuard no_grad;
  std::vector<double> values;
  for (size_t i = 0; i < std::min(kComparedWithLibTorch, essays.size()); ++i) {
    const Reading essay{essays[i], {}};
    values.push_back(
        trained.loss.ValuesOf(trained.network->Forward({&essay, 1}, false)).item<double>());
  }
  return values;
}

Result<void> CheckParity(double difference, double spread) {
  if (difference <= kMostParityLoss * spread) return {};
  char text[240];
  std::snprintf(text, sizeof text,
                "The written model gives values up to %.2g off the trained network's, more than "
                "1e-4 of the scores' standard deviation. Please report this; nothing was written.",
                difference);
  return Fail(Code::kInternal, text);
}

}  // namespace

scoring::Linear LineOf(std::span<const double> raw, std::span<const double> human) {
  scoring::Linear line;
  const double spread = metrics::StandardDeviation(raw);
  if (spread > 0) line.slope = metrics::StandardDeviation(human) / spread;
  line.intercept = metrics::Mean(human) - line.slope * metrics::Mean(raw);
  return line;
}

nlohmann::json ToJson(const ExportCheck& check) {
  nlohmann::json json = {{"essays", check.essays},
                         {"compared_with_training", check.compared},
                         {"largest_difference_from_training", check.largest_difference},
                         {"fp32_qwk", check.fp32_qwk},
                         {"precision", NameOf(check.kept)}};
  if (check.int8) {
    json["int8_qwk"] = check.int8_qwk;
    json["largest_change_by_int8"] = check.largest_change;
  }
  return json;
}

Result<model::onnx::WrittenModel> WriteChecked(
    const TrainedNetwork& trained, Precision wanted, const CheckedEssays& essays,
    const std::function<void(size_t done, size_t all)>& done, ExportCheck* check) {
  check->int8 = wanted == Precision::kInt8;
  check->essays = essays.tokens.size();
  size_t ran = 0;
  const auto one_done = [&] { done(++ran, check->essays * (check->int8 ? 2 : 1)); };
  auto written = trained.write(Precision::kFp32);
  if (!written) return written;
  const auto exact = RunAll(written->onnx, essays.tokens, one_done);
  if (!exact) return Failure(exact.error());
  trained.network->UseFloats();
  const auto values = TrainedValues(trained, essays.tokens);
  check->compared = values.size();
  check->largest_difference = LargestDifference(values, *exact);
  const double spread = metrics::StandardDeviation(essays.human);
  if (auto same = CheckParity(check->largest_difference, spread); !same) {
    return Failure(same.error());
  }
  check->line = LineOf(*exact, essays.human);
  check->fp32_qwk = Qwk(essays, *exact, check->line);
  if (!check->int8) return written;
  auto int8 = trained.write(Precision::kInt8);
  if (!int8) return int8;
  const auto rough = RunAll(int8->onnx, essays.tokens, one_done);
  if (!rough) return Failure(rough.error());
  const scoring::Linear line = LineOf(*rough, essays.human);
  check->int8_qwk = Qwk(essays, *rough, line);
  check->largest_change = LargestDifference(*exact, *rough);
  // Written so that a QWK that is no number keeps fp32.
  if (!(check->int8_qwk >= check->fp32_qwk - kMostInt8Loss)) return written;
  check->kept = Precision::kInt8;
  check->line = line;
  return int8;
}

}  // namespace redquill::train
