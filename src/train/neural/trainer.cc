#include "train/neural/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <numeric>

#include "base/random.h"
#include "base/sha256.h"
#include "train/neural/batches.h"
#include "train/neural/checkpoint.h"

namespace redquill::train {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// One number for a place in a training, to draw its random numbers from.
uint64_t SeedOf(uint64_t seed, uint64_t a, uint64_t b) {
  Random mix(seed);
  Random more(mix.Next() ^ (a * 0x9E3779B97F4A7C15u));
  return more.Next() ^ (b * 0xD1B54A32D192ED03u);
}

std::string Fingerprint(Objective& objective, const TrainOptions& o) {
  Sha256 hash;
  objective.AddTo(&hash);
  const auto number = [&](double value) { hash.Update(std::to_string(value) + ";"); };
  for (const double v : {double(o.epochs), o.learning_rate * 1e6, o.warm_up, o.clip, o.average,
                         double(o.batch_tokens), double(o.pool), double(o.patience), double(o.seed),
                         o.weight_decay}) {
    number(v);
  }
  for (const auto& [name, tensor] : objective.parameters()) {
    hash.Update(name);
    hash.Update(std::string_view(static_cast<const char*>(tensor.data_ptr()), tensor.nbytes()));
    number(objective.RateOf(name));
  }
  return hash.FinishHex();
}

AdamW::Options AdamOf(const Objective& objective, const TrainOptions& options) {
  AdamW::Options adam;
  adam.weight_decay = options.weight_decay;
  adam.rate_of = [&objective](const std::string& name) { return objective.RateOf(name); };
  return adam;
}

class Training {
 public:
  Training(Objective* objective, const TrainOptions& options)
      : objective_(objective),
        options_(options),
        lengths_(objective->lengths()),
        adam_(&objective->parameters(), AdamOf(*objective, options)) {
    state_.averaged = Copy(adam_.learned());
    state_.best = Copy(adam_.learned());
    fingerprint_ = Fingerprint(*objective, options);
    for (int e = 0; e < options.epochs; ++e)
      all_steps_ += static_cast<int64_t>(BatchesOf(e).size());
  }

  Result<History> Run() {
    if (!options_.checkpoint.empty()) {
      auto loaded =
          LoadCheckpoint(options_.checkpoint, fingerprint_, &state_, &adam_.learned(), &adam_);
      if (!loaded) return Failure(loaded.error());
      if (*loaded) Tell();
    }
    saved_ = Clock::now();
    while (state_.epoch < options_.epochs && !Tired()) {
      if (auto done = Epoch(); !done) return Failure(done.error());
    }
    Assign(state_.best, &adam_.learned());
    return state_.history;
  }

 private:
  // What was learned before the interruption.
  void Tell() const {
    const size_t epoch = std::accumulate(lengths_.begin(), lengths_.end(), size_t{0});
    options_.learned(static_cast<size_t>(state_.epoch) * epoch + state_.tokens);
    if (!state_.history.empty()) options_.epoch_done(state_.history);
  }

  std::vector<std::vector<size_t>> BatchesOf(int epoch) const {
    Random random(SeedOf(options_.seed, static_cast<uint64_t>(epoch), 0));
    return MakeBatches(lengths_, options_.batch_tokens, options_.pool, &random);
  }

  bool Tired() const {
    const History& h = state_.history;
    const auto last_best =
        std::find_if(h.rbegin(), h.rend(), [](const EpochRecord& r) { return r.best; });
    return !h.empty() && last_best - h.rbegin() >= options_.patience;
  }

  double RateAt(int64_t step) const {
    const double rise = std::max(1.0, options_.warm_up * static_cast<double>(all_steps_));
    const double at = static_cast<double>(step) + 0.5;
    if (at < rise) return options_.learning_rate * at / rise;
    const double done = (at - rise) / std::max(1.0, static_cast<double>(all_steps_) - rise);
    return options_.learning_rate * 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, done)));
  }

  // The loss of one step.
  double Step(const std::vector<size_t>& batch) {
    adam_.ClearGradients();
    const auto step = static_cast<uint64_t>(adam_.steps()) + 1;
    const at::Tensor loss = objective_->Loss(batch, SeedOf(options_.seed, 1, step));
    loss.backward();
    const double value = loss.item<double>();
    if (!std::isfinite(value)) return value;
    adam_.ClipGradients(options_.clip);
    adam_.Step(RateAt(adam_.steps()));
    const at::NoGradGuard no_grad;
    const auto steps = static_cast<double>(adam_.steps());
    const double keep = std::min(options_.average, (1 + steps) / (10 + steps));
    for (auto& [name, tensor] : state_.averaged) {
      tensor.lerp_(adam_.learned().at(name).detach(), 1 - keep);
    }
    return value;
  }

  Result<void> Epoch() {
    const auto batches = BatchesOf(state_.epoch);
    auto start = Clock::now();
    const auto clock = [&] {
      state_.seconds += SecondsSince(start);
      start = Clock::now();
    };
    for (; state_.batch < batches.size();) {
      const double loss = Step(batches[state_.batch]);
      const double first = state_.history.empty() ? 100 : state_.history.front().train_loss;
      if (!std::isfinite(loss) || loss > 100 * std::max(1.0, first)) {
        return Fail(Code::kInvalidArgument,
                    "The loss diverged in epoch " + std::to_string(state_.epoch + 1) +
                        "; train again with a lower --learning-rate.",
                    "learning-rate");
      }
      state_.loss_sum += loss;
      ++state_.batch;
      size_t tokens = 0;
      for (const size_t i : batches[state_.batch - 1]) tokens += lengths_[i];
      state_.tokens += tokens;
      options_.learned(tokens);
      clock();
      if (SecondsSince(saved_) >= options_.checkpoint_seconds) {
        if (auto kept = Keep(); !kept) return kept;
      }
      if (options_.stop()) return Fail(Code::kCancelled, "The training was stopped.");
    }
    Measure(batches.size());
    ++state_.epoch;
    state_.batch = state_.tokens = 0;
    state_.loss_sum = state_.seconds = 0;
    options_.epoch_done(state_.history);
    return Keep();
  }

  // Ends an epoch: its record, and the best weights.
  void Measure(size_t batches) {
    EpochRecord record{.epoch = state_.epoch + 1,
                       .steps = adam_.steps(),
                       .train_loss = state_.loss_sum / static_cast<double>(batches),
                       .learning_rate = RateAt(adam_.steps() - 1),
                       .seconds = state_.seconds,
                       .tokens_per_second = static_cast<double>(state_.tokens) / state_.seconds};
    const Parameters learned = Copy(adam_.learned());
    Assign(state_.averaged, &adam_.learned());
    objective_->Measure(&record);
    Assign(learned, &adam_.learned());
    record.best = std::none_of(state_.history.begin(), state_.history.end(), [&](const auto& e) {
      return e.validation_loss <= record.validation_loss;
    });
    if (record.best) Assign(state_.averaged, &state_.best);
    state_.history.push_back(record);
  }

  Result<void> Keep() {
    saved_ = Clock::now();
    if (options_.checkpoint.empty()) return {};
    return SaveCheckpoint(options_.checkpoint, fingerprint_, state_, adam_.learned(), &adam_);
  }

  Objective* objective_;
  const TrainOptions& options_;
  const std::vector<size_t>& lengths_;
  AdamW adam_;
  TrainingState state_;
  std::string fingerprint_;
  int64_t all_steps_ = 0;
  Clock::time_point saved_;
};

}  // namespace

Result<History> Train(Objective* objective, const TrainOptions& options) {
  return Training(objective, options).Run();
}

Result<History> Train(Network* network, std::span<const Example> learn,
                      std::span<const Example> validation, const TrainOptions& options) {
  ScoreObjective objective(network, learn, validation, options.batch_tokens, options.loss,
                           options.deletion);
  return Train(&objective, options);
}

}  // namespace redquill::train
