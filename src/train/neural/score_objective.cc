#include "train/neural/score_objective.h"

#include <cmath>

#include "metrics/agreement.h"
#include "train/neural/batches.h"
#include "train/neural/random_deletion.h"

namespace redquill::train {
namespace {

std::vector<size_t> LengthsOf(std::span<const Example> essays) {
  std::vector<size_t> lengths;
  for (const Example& essay : essays) lengths.push_back(essay.tokens.size());
  return lengths;
}

std::vector<Reading> Readings(std::span<const Example> essays, const std::vector<size_t>& batch) {
  std::vector<Reading> readings;
  for (const size_t i : batch) readings.push_back({essays[i].tokens, essays[i].frozen});
  return readings;
}

// Of each essay's values the one that is meant.
at::Tensor Meant(const at::Tensor& values, std::span<const Example> essays,
                 const std::vector<size_t>& batch) {
  std::vector<int64_t> outputs;
  for (const size_t i : batch) outputs.push_back(essays[i].output);
  return values.gather(1, at::tensor(outputs).unsqueeze(1)).squeeze(1);
}

double Meant(const std::vector<double>& values, const Example& essay) {
  return values[values.size() > 1 ? static_cast<size_t>(essay.output) : 0];
}

}  // namespace

ScoreObjective::ScoreObjective(Network* network, std::span<const Example> learn,
                               std::span<const Example> validation, size_t batch_tokens,
                               ScoreLoss loss, double deletion)
    : network_(network),
      learn_(learn),
      validation_(validation),
      batch_tokens_(batch_tokens),
      loss_(std::move(loss)),
      deletion_(deletion),
      lengths_(LengthsOf(learn)) {}

at::Tensor ScoreObjective::Loss(const std::vector<size_t>& batch, uint64_t seed) {
  at::manual_seed(seed);
  const RandomDeletion essays(Readings(learn_, batch), deletion_, seed);
  std::vector<float> targets;
  for (const size_t i : batch) {
    targets.push_back(learn_[i].target);
    targets.insert(targets.end(), learn_[i].others.begin(), learn_[i].others.end());
  }
  const at::Tensor values = network_->Forward(essays.readings(), true);
  const at::Tensor wanted = at::tensor(targets);
  if (values.dim() == 1 || loss_.kind == LossKind::kOrdinal) return loss_.LossOf(values, wanted);
  if (learn_[batch.front()].others.empty()) {
    return loss_.LossOf(Meant(values, learn_, batch), wanted);
  }
  const at::Tensor all = wanted.view(values.sizes()), known = all.isnan().logical_not();
  return loss_.LossOf(values.masked_select(known), all.masked_select(known));
}

void ScoreObjective::Measure(EpochRecord* record) {
  const auto all = PredictAll(network_, validation_, batch_tokens_, loss_);
  std::vector<double> first, first_wanted, values, wanted;
  for (size_t i = 0; i < all.size(); ++i) {
    const Example& essay = validation_[i];
    first.push_back(Meant(all[i], essay));
    first_wanted.push_back(essay.target);
    for (size_t t = 0; t < essay.others.size(); ++t) {
      if (std::isnan(essay.others[t])) continue;
      values.push_back(all[i][t + 1]);
      wanted.push_back(essay.others[t]);
    }
  }
  values.insert(values.end(), first.begin(), first.end());
  wanted.insert(wanted.end(), first_wanted.begin(), first_wanted.end());
  const double error = metrics::Rmse(wanted, values);
  record->validation_loss = error * error;
  record->validation_correlation = metrics::Pearson(first_wanted, first);
  if (!std::isfinite(record->validation_correlation)) record->validation_correlation = 0;
}

void ScoreObjective::AddTo(Sha256* fingerprint) const {
  const auto number = [&](double value) { fingerprint->Update(std::to_string(value) + ";"); };
  for (const auto part : {learn_, validation_}) {
    number(static_cast<double>(part.size()));
    for (const Example& e : part) {
      number(e.target);
      if (e.output > 0) number(static_cast<double>(e.output));
      for (const float other : e.others) number(other);
      fingerprint->Update(
          std::string_view(reinterpret_cast<const char*>(e.tokens.data()), e.tokens.size_bytes()));
    }
  }
  if (deletion_ > 0) number(deletion_);
  if (loss_.kind == LossKind::kSquared) return;
  fingerprint->Update(NameOf(loss_.kind));
  number(loss_.huber);
}

std::vector<std::vector<double>> PredictAll(Network* network, std::span<const Example> essays,
                                            size_t batch_tokens, const ScoreLoss& loss) {
  const at::NoGradGuard no_grad;
  Random random(1);
  std::vector<std::vector<double>> values(essays.size());
  // One pool: exact lengths side by side.
  for (const auto& batch : MakeBatches(LengthsOf(essays), batch_tokens, essays.size(), &random)) {
    const at::Tensor out =
        loss.ValuesOf(network->Forward(Readings(essays, batch), false)).contiguous();
    const auto width = static_cast<size_t>(out.numel()) / batch.size();
    const float* next = out.data_ptr<float>();
    for (const size_t i : batch) {
      values[i].assign(next, next + width);
      next += width;
    }
  }
  return values;
}

std::vector<double> Predict(Network* network, std::span<const Example> essays, size_t batch_tokens,
                            const ScoreLoss& loss) {
  const auto all = PredictAll(network, essays, batch_tokens, loss);
  std::vector<double> values;
  for (size_t i = 0; i < all.size(); ++i) values.push_back(Meant(all[i], essays[i]));
  return values;
}

}  // namespace redquill::train
