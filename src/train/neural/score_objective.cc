#include "train/neural/score_objective.h"

#include <cmath>

#include "metrics/agreement.h"
#include "train/neural/batches.h"

namespace redquill::train {
namespace {

std::vector<size_t> LengthsOf(std::span<const Example> essays) {
  std::vector<size_t> lengths;
  for (const Example& essay : essays) lengths.push_back(essay.tokens.size());
  return lengths;
}

at::Tensor Outputs(Network* network, std::span<const Example> essays,
                   const std::vector<size_t>& batch, const ScoreLoss& loss, bool training) {
  std::vector<Reading> readings;
  for (const size_t i : batch) readings.push_back({essays[i].tokens, essays[i].frozen});
  const at::Tensor values = network->Forward(readings, training);
  if (values.dim() == 1 || loss.kind == LossKind::kOrdinal) return values;
  std::vector<int64_t> outputs;
  for (const size_t i : batch) outputs.push_back(essays[i].output);
  return values.gather(1, at::tensor(outputs).unsqueeze(1)).squeeze(1);
}

}  // namespace

ScoreObjective::ScoreObjective(Network* network, std::span<const Example> learn,
                               std::span<const Example> validation, size_t batch_tokens,
                               ScoreLoss loss)
    : network_(network),
      learn_(learn),
      validation_(validation),
      batch_tokens_(batch_tokens),
      loss_(std::move(loss)),
      lengths_(LengthsOf(learn)) {}

at::Tensor ScoreObjective::Loss(const std::vector<size_t>& batch, uint64_t seed) {
  at::manual_seed(seed);
  std::vector<float> targets;
  for (const size_t i : batch) targets.push_back(learn_[i].target);
  return loss_.LossOf(Outputs(network_, learn_, batch, loss_, true), at::tensor(targets));
}

void ScoreObjective::Measure(EpochRecord* record) {
  const auto values = Predict(network_, validation_, batch_tokens_, loss_);
  std::vector<double> wanted;
  for (const Example& essay : validation_) wanted.push_back(essay.target);
  const double error = metrics::Rmse(wanted, values);
  record->validation_loss = error * error;
  record->validation_correlation = metrics::Pearson(wanted, values);
  if (!std::isfinite(record->validation_correlation)) record->validation_correlation = 0;
}

void ScoreObjective::AddTo(Sha256* fingerprint) const {
  const auto number = [&](double value) { fingerprint->Update(std::to_string(value) + ";"); };
  for (const auto part : {learn_, validation_}) {
    number(static_cast<double>(part.size()));
    for (const Example& e : part) {
      number(e.target);
      if (e.output > 0) number(static_cast<double>(e.output));
      fingerprint->Update(
          std::string_view(reinterpret_cast<const char*>(e.tokens.data()), e.tokens.size_bytes()));
    }
  }
  if (loss_.kind == LossKind::kSquared) return;
  fingerprint->Update(NameOf(loss_.kind));
  number(loss_.huber);
}

std::vector<double> Predict(Network* network, std::span<const Example> essays, size_t batch_tokens,
                            const ScoreLoss& loss) {
  const at::NoGradGuard no_grad;
  Random random(1);
  std::vector<double> values(essays.size());
  // One pool: exact lengths side by side.
  for (const auto& batch : MakeBatches(LengthsOf(essays), batch_tokens, essays.size(), &random)) {
    const at::Tensor out = loss.ValuesOf(Outputs(network, essays, batch, loss, false)).contiguous();
    for (size_t i = 0; i < batch.size(); ++i) {
      values[batch[i]] = out.data_ptr<float>()[i];
    }
  }
  return values;
}

}  // namespace redquill::train
