#include "train/neural/export_check.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "engine/onnx/onnx_engine.h"
#include "metrics/agreement.h"
#include "train/feature/calibration_line.h"

namespace redquill::train {
namespace {

using model::onnx::Precision;

constexpr size_t kComparedWithLibTorch = 64;

/// By essay, of each output.
using Values = std::vector<std::vector<double>>;

Result<Values> RunAll(const std::string& onnx, const std::vector<Tokens>& essays,
                      const std::function<void()>& one_done) {
  auto library = engine::onnx::Library::Load();
  if (!library) return Failure(library.error());
  const auto engine =
      engine::onnx::OnnxEngine::LoadBytes(*library, std::as_bytes(std::span(onnx)), {});
  if (!engine) return Failure(engine.error());
  Values raw;
  for (const Tokens& tokens : essays) {
    engine::Input input;
    input.tokens = tokens;
    const auto output = (*engine)->Run(input, {});
    if (!output) return Failure(output.error());
    raw.push_back(output->raw);
    one_done();
  }
  return raw;
}

/// What a written model's values make of the essays, after lines of their own.
struct Quality {
  std::vector<scoring::Linear> lines;  ///< One an output.
  double qwk = 0;                      ///< Mean over the outputs.
};

Quality QualityOf(const CheckedEssays& essays, const Values& values) {
  Quality quality;
  double sum = 0;
  const size_t outputs = values.front().size();
  for (size_t output = 0; output < outputs; ++output) {
    const auto [raw, human] =
        Scored(values, output, output == 0 ? essays.human : essays.traits[output - 1]);
    const auto& line = quality.lines.emplace_back(LineOf(raw, human));
    std::vector<double> given;
    for (const double value : raw) given.push_back(scoring::ToScale(line(value), essays.scale));
    sum += metrics::QuadraticWeightedKappa(human, given);
  }
  quality.qwk = sum / static_cast<double>(outputs);
  return quality;
}

double LargestDifference(const Values& a, const Values& b) {
  double largest = 0;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    for (size_t output = 0; output < a[i].size(); ++output) {
      largest = std::max(largest, std::fabs(a[i][output] - b[i][output]));
    }
  }
  return largest;
}

/// What LibTorch gives of the first essays, one at a time and nothing kept from before.
Values TrainedValues(const TrainedNetwork& trained, const std::vector<Tokens>& essays) {
  const at::NoGradGuard no_grad;
  Values values;
  for (size_t i = 0; i < std::min(kComparedWithLibTorch, essays.size()); ++i) {
    const Reading essay{essays[i], {}};
    const at::Tensor all =
        trained.loss.ValuesOf(trained.network->Forward({&essay, 1}, false)).contiguous();
    const float* first = all.data_ptr<float>();
    values.emplace_back(first, first + all.numel());
  }
  return values;
}

/// The lines of what is kept.
void Keep(const Quality& quality, ExportCheck* check) {
  check->line = quality.lines.front();
  check->trait_lines.assign(quality.lines.begin() + 1, quality.lines.end());
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

ScoredValues Scored(const std::vector<std::vector<double>>& values, size_t output,
                    std::span<const double> human) {
  ScoredValues scored;
  for (size_t i = 0; i < human.size(); ++i) {
    if (std::isnan(human[i])) continue;
    scored.raw.push_back(values[i][output]);
    scored.human.push_back(human[i]);
  }
  return scored;
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
  const Quality floats = QualityOf(essays, *exact);
  Keep(floats, check);
  check->fp32_qwk = floats.qwk;
  if (!check->int8) return written;
  auto int8 = trained.write(Precision::kInt8);
  if (!int8) return int8;
  const auto rough = RunAll(int8->onnx, essays.tokens, one_done);
  if (!rough) return Failure(rough.error());
  const Quality bytes = QualityOf(essays, *rough);
  check->int8_qwk = bytes.qwk;
  check->largest_change = LargestDifference(*exact, *rough);
  // Written so that a QWK that is no number keeps fp32.
  if (!(check->int8_qwk >= check->fp32_qwk - kMostInt8Loss)) return written;
  check->kept = Precision::kInt8;
  Keep(bytes, check);
  return int8;
}

}  // namespace redquill::train
