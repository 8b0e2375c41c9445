#include "train/neural/encoder_fit.h"

#include <algorithm>

namespace redquill::train {

Result<std::unique_ptr<EncoderFit>> EncoderFit::Open(
    const EncoderRecipe& recipe, const EssaySet& set, std::span<const size_t> rows, uint64_t seed,
    const std::string& work, const std::function<void(size_t done, size_t all)>& done) {
  std::unique_ptr<EncoderFit> fit(new EncoderFit(recipe, set));
  StartRecipe start = recipe.start;
  start.max_tokens = recipe.encoder.max_tokens;
  auto point = StartingPoint::Open(start);
  if (!point) return Failure(point.error());
  fit->start_.emplace(std::move(*point));
  if (auto read = fit->ReadEssays(rows); !read) return Failure(read.error());
  auto network = fit->start_->MakeNetwork(recipe.encoder, seed);
  if (!network) return Failure(network.error());
  if ((*network)->frozen_layers() <= 0) return fit;
  const std::vector<Tokens> essays(fit->tokens_.begin(), fit->tokens_.end());
  size_t all = 0;
  for (const Tokens& tokens : essays) all += tokens.size();
  auto frozen = FrozenActivations::Make(network->get(), essays, work,
                                        [&](size_t tokens) { done(tokens, all); });
  if (!frozen) return Failure(frozen.error());
  fit->frozen_.emplace(std::move(*frozen));
  return fit;
}

Result<void> EncoderFit::ReadEssays(std::span<const size_t> rows) {
  tokens_.resize(set_.size());
  const auto most = static_cast<size_t>(recipe_.encoder.max_tokens);
  for (const size_t row : rows) {
    auto encoding = start_->tokenizer()->Encode(set_.texts[row], most);
    if (!encoding) return Failure(encoding.error(), "essay " + set_.id[row]);
    cut_ += encoding->total > encoding->ids.size();
    tokens_[row] = std::move(encoding->ids);
  }
  return {};
}

Result<NetworkModel> EncoderFit::Fit(std::span<const size_t> rows, bool within_prompts,
                                     uint64_t seed, const std::string& checkpoint,
                                     const FitHooks& hooks) {
  const auto parts = MakeParts(set_, rows, within_prompts, recipe_.validation_share, seed);
  if (!parts) return Failure(parts.error());
  EncoderOptions options = recipe_.encoder;
  if (recipe_.loss == LossKind::kOrdinal) {
    options.levels = static_cast<int64_t>(LevelsOf(set_, parts->learn).size()) - 1;
  }
  options.scores = parts->scores();
  auto network = start_->MakeNetwork(options, seed);
  if (!network) return Failure(network.error());
  NetworkModel model;
  model.architecture = model::hf::NameOf(start_->config().architecture);
  model.tokenizer = start_->tokenizer_json();
  model.max_tokens = static_cast<size_t>(recipe_.encoder.max_tokens);
  model.encode = [tokenizer = start_->tokenizer(), most = model.max_tokens](std::string_view text) {
    auto encoding = tokenizer->Encode(text, most);
    return encoding ? std::move(encoding->ids) : std::vector<int32_t>();
  };
  const auto read = [&](size_t row) {
    return Reading{tokens_[row], frozen_ ? frozen_->Of(row) : Activations()};
  };
  auto fitted = FitNetwork(network->get(), set_, *parts, read, recipe_, seed, checkpoint, hooks,
                           &model, &trained_);
  if (!fitted) return Failure(fitted.error());
  trained_ = (*network)->Merged(trained_);
  const auto write = [&](model::onnx::Precision precision) {
    model::onnx::WriteOptions form;
    form.precision = precision;
    form.pooling = recipe_.encoder.pooling;
    form.regression_head = true;
    form.scores = options.scores;
    form.levels = model.loss.levels;
    form.max_tokens = recipe_.encoder.max_tokens;
    form.config = start_->config_json();
    return model::onnx::WriteModel(
        (*network)->config(), ParameterSource((*network)->Merged((*network)->parameters())), form);
  };
  auto written =
      Export({network->get(), model.loss, write}, set_, *parts, read, recipe_, hooks, &model);
  if (!written) return Failure(written.error());
  return model;
}

int64_t EncoderFit::frozen_layers() const {
  return std::max<int64_t>(0, start_->config().layers - recipe_.encoder.trained_layers);
}

Result<void> EncoderFit::Keep(const std::string& folder) const {
  return start_->Keep(trained_, folder);
}

}  // namespace redquill::train
