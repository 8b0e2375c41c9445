#include "train/neural/language_objective.h"

#include <limits>

#include "train/neural/batches.h"

namespace redquill::train {
namespace {

std::vector<size_t> LengthsOf(std::span<const Tokens> texts) {
  std::vector<size_t> lengths;
  for (const Tokens& text : texts) lengths.push_back(text.size());
  return lengths;
}

}  // namespace

LanguageObjective::LanguageObjective(EncoderNetwork* network, std::span<const Tokens> learn,
                                     std::span<const Tokens> validation,
                                     std::optional<Masking> masking, size_t batch_tokens,
                                     uint64_t seed)
    : network_(network),
      head_(network, seed),
      parameters_(network->parameters()),
      learn_(learn),
      validation_(validation),
      masking_(std::move(masking)),
      batch_tokens_(batch_tokens),
      lengths_(LengthsOf(learn)) {
  parameters_.erase("head.weight");
  parameters_.erase("head.bias");
  parameters_.insert(head_.parameters().begin(), head_.parameters().end());
}

Guesses LanguageObjective::Guess(Tokens text, Random* random) const {
  return masking_ ? MaskTokens(text, *masking_, random) : NextTokens(text);
}

at::Tensor LanguageObjective::LossOf(std::span<const Guesses> guesses) {
  std::vector<Reading> readings;
  std::vector<int64_t> rows, answers;
  int64_t first = 0;
  for (const Guesses& text : guesses) {
    readings.push_back({text.tokens, {}});
    for (const int64_t place : text.places) rows.push_back(first + place);
    answers.insert(answers.end(), text.answers.begin(), text.answers.end());
    first += static_cast<int64_t>(text.tokens.size());
  }
  const at::Tensor hidden = network_->Hidden(readings).index_select(0, at::tensor(rows));
  return at::cross_entropy_loss(head_.Logits(hidden), at::tensor(answers), {}, at::Reduction::Sum);
}

at::Tensor LanguageObjective::Loss(const std::vector<size_t>& batch, uint64_t seed) {
  Random random(seed);
  std::vector<Guesses> guesses;
  double count = 0;
  for (const size_t i : batch) {
    count += static_cast<double>(guesses.emplace_back(Guess(learn_[i], &random)).places.size());
  }
  return LossOf(guesses) / count;
}

void LanguageObjective::Measure(EpochRecord* record) {
  const at::NoGradGuard no_grad;
  Random random(1);
  double sum = 0, count = 0;
  for (const auto& batch :
       MakeBatches(LengthsOf(validation_), batch_tokens_, validation_.size(), &random)) {
    std::vector<Guesses> guesses;
    for (const size_t i : batch) {
      count +=
          static_cast<double>(guesses.emplace_back(Guess(validation_[i], &random)).places.size());
    }
    sum += LossOf(guesses).item<double>();
  }
  record->validation_loss = sum / count;
  record->validation_correlation = std::numeric_limits<double>::quiet_NaN();
}

void LanguageObjective::AddTo(Sha256* fingerprint) const {
  fingerprint->Update(masking_ ? "masked" : "next");
  for (const auto part : {learn_, validation_}) {
    fingerprint->Update(std::to_string(part.size()) + ";");
    for (const Tokens& text : part) {
      fingerprint->Update(
          std::string_view(reinterpret_cast<const char*>(text.data()), text.size_bytes()));
      fingerprint->Update(";");
    }
  }
}

}  // namespace redquill::train
