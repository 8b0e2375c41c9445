#include "train/neural/lstm_fit.h"

#include "train/neural/lstm_network.h"
#include "train/neural/vocabulary.h"

namespace redquill::train {
namespace {

Vocabulary CountWords(const EssaySet& set, const std::vector<size_t>& rows,
                      const LstmRecipe& recipe) {
  std::vector<std::string_view> texts;
  for (const size_t row : rows) texts.push_back(set.texts[row]);
  return Vocabulary::Count(texts, recipe.least_count, recipe.vocabulary);
}

}  // namespace

Result<NetworkModel> FitLstm(const EssaySet& set, std::span<const size_t> rows,
                             const LstmRecipe& recipe, bool within_prompts, uint64_t seed,
                             const std::string& checkpoint, const FitHooks& hooks) {
  const auto parts = MakeParts(set, rows, within_prompts, recipe.validation_share, seed);
  if (!parts) return Failure(parts.error());
  const Vocabulary vocabulary = CountWords(set, parts->learn, recipe);
  std::map<size_t, std::vector<int32_t>> tokens;
  for (const size_t row : rows) tokens[row] = vocabulary.Encode(set.texts[row], recipe.max_tokens);
  const model::onnx::LstmShape shape{
      static_cast<int64_t>(vocabulary.size()), recipe.width, recipe.hidden, recipe.pooling,
      within_prompts ? static_cast<int64_t>(set.prompts.size()) : parts->scores()};
  LstmNetwork network(shape, {recipe.word_dropout, recipe.input_dropout, recipe.output_dropout},
                      Vocabulary::kUnknown, {}, seed);
  NetworkModel model;
  model.architecture = "lstm";
  model.tokenizer = vocabulary.TokenizerJson();
  model.max_tokens = recipe.max_tokens;
  model.encode = [vocabulary, most = recipe.max_tokens](std::string_view text) {
    return vocabulary.Encode(text, most);
  };
  const auto read = [&](size_t row) { return Reading{tokens.at(row), {}}; };
  auto fitted = FitNetwork(&network, set, *parts, read, recipe, seed, checkpoint, hooks, &model);
  if (!fitted) return Failure(fitted.error());
  const auto write = [&](model::onnx::Precision precision) {
    model::onnx::WriteOptions options;
    options.precision = precision;
    options.max_tokens = static_cast<int64_t>(recipe.max_tokens);
    return model::onnx::WriteLstm(shape, ParameterSource(network.parameters()), options);
  };
  auto written = Export({&network, model.loss, write}, set, *parts, read, recipe, hooks, &model);
  if (!written) return Failure(written.error());
  return model;
}

}  // namespace redquill::train
