#include "train/neural/pretrain.h"

#include <algorithm>
#include <optional>

#include "train/neural/language_objective.h"

namespace redquill::train {
namespace {

using model::hf::Architecture;

constexpr size_t kFewestTexts = 50;

Result<std::optional<Masking>> MaskingOf(const StartingPoint& start) {
  if (start.config().architecture == Architecture::kGpt2) return std::optional<Masking>();
  const text::Tokenizer& tokenizer = *start.tokenizer();
  Masking masking;
  masking.vocabulary = static_cast<int32_t>(tokenizer.vocabulary());
  for (const char* name :
       {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "<s>", "<pad>", "</s>", "<unk>", "<mask>"}) {
    const int32_t id = tokenizer.Find(name);
    if (id >= 0) masking.special.push_back(id);
  }
  masking.mask_token = std::max(tokenizer.Find("[MASK]"), tokenizer.Find("<mask>"));
  if (masking.mask_token < 0) {
    return Fail(Code::kInvalidArgument,
                "The tokenizer has neither [MASK] nor <mask>; a masked language model needs one.",
                "tokenizer");
  }
  return std::optional(masking);
}

bool CanBeGuessed(const text::Encoding& encoding, const std::optional<Masking>& masking) {
  const auto plain = std::count_if(encoding.ids.begin(), encoding.ids.end(), [&](int32_t id) {
    return !masking || std::find(masking->special.begin(), masking->special.end(), id) ==
                           masking->special.end();
  });
  return encoding.ids.size() >= 2 && plain > 0;
}

}  // namespace

Result<Pretrained> Pretrain(const PretrainRecipe& recipe, std::span<const std::string> texts,
                            uint64_t seed, const std::string& checkpoint, const std::string& folder,
                            const FitHooks& hooks) {
  const auto start = StartingPoint::Open(recipe.start);
  if (!start) return Failure(start.error());
  auto masking = MaskingOf(*start);
  if (!masking) return Failure(masking.error());
  std::vector<std::vector<int32_t>> ids;
  for (const std::string& text : texts) {
    auto encoding = start->tokenizer()->Encode(text, static_cast<size_t>(recipe.start.max_tokens));
    if (!encoding) return Failure(encoding.error());
    if (CanBeGuessed(*encoding, *masking)) ids.push_back(std::move(encoding->ids));
  }
  if (ids.size() < kFewestTexts) {
    return Fail(Code::kInvalidArgument, "There are " + std::to_string(ids.size()) +
                                            " texts to learn from; at least " +
                                            std::to_string(kFewestTexts) + " are needed.");
  }
  Pretrained made;
  std::vector<Tokens> learn, validation;
  Random random(seed);
  for (const auto& text : ids) {
    const bool validates =
        validation.empty() || random.Below(static_cast<uint64_t>(recipe.validation_share)) == 0;
    (validates ? validation : learn).push_back(text);
    if (!validates) made.tokens += text.size();
  }
  made.learned = learn.size();
  made.validated = validation.size();

  EncoderOptions options;
  options.max_tokens = recipe.start.max_tokens;
  options.trained_layers = start->config().layers + 1;
  options.bfloat16 = recipe.bfloat16;
  auto network = start->MakeNetwork(options, seed);
  if (!network) return Failure(network.error());
  LanguageObjective objective(network->get(), learn, validation, std::move(*masking),
                              recipe.batch_tokens, seed);
  start->ReadMore(&objective.head());  // It shares their memory.
  TrainOptions train = LoopOptions(recipe, seed, checkpoint);
  const size_t all = made.tokens * static_cast<size_t>(recipe.epochs);
  size_t done = 0;
  train.learned = [&](size_t tokens) { hooks.tokens(done += tokens, all); };
  train.epoch_done = hooks.epoch;
  auto history = Train(&objective, train);
  if (!history) return Failure(history.error());
  made.history = std::move(*history);
  if (auto kept = start->Keep(objective.parameters(), folder); !kept) return Failure(kept.error());
  return made;
}

}  // namespace redquill::train
