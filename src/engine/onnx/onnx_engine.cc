#include "engine/onnx/onnx_engine.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/cpu.h"
#include "engine/onnx/variants.h"
#include "model/onnx/model_writer.h"

namespace redquill::engine::onnx {
namespace {

// A whole number of the model's metadata.
std::optional<int64_t> Number(const Session& session, std::string_view key) {
  const std::optional<std::string> text = session.Metadata(key);
  if (!text) return std::nullopt;
  int64_t value = 0;
  const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (failed != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return value;
}

Result<int64_t> ReadCount(const Session& session, std::string_view key) {
  const std::optional<int64_t> value = Number(session, key);
  if (value && *value > 0) return *value;
  return Fail(Code::kCorrupt, "the model's metadata has no " + std::string(key) +
                                  "; import the checkpoint with redquill models import");
}

// The lengths that the package declares for warming up, within the model's own.
Result<Lengths> DeclaredLengths(const model::Manifest& manifest) {
  Lengths lengths;
  const auto declared = manifest.config.find("lengths");
  if (declared == manifest.config.end()) return lengths;
  if (!declared->is_array() || declared->size() > 16) {
    return Fail(Code::kInvalidArgument, "config.lengths must be a list of at most 16 lengths",
                "config.lengths");
  }
  for (const auto& length : *declared) {
    if (!length.is_number_unsigned() || length.get<uint64_t>() < 1 ||
        length.get<uint64_t>() > manifest.max_tokens) {
      return Fail(Code::kInvalidArgument, "config.lengths must be from 1 to max_tokens",
                  "config.lengths");
    }
    lengths.push_back(static_cast<int64_t>(length.get<uint64_t>()));
  }
  std::sort(lengths.begin(), lengths.end());
  return lengths;
}

}  // namespace

Result<std::unique_ptr<const OnnxEngine>> OnnxEngine::Load(std::shared_ptr<const Library> library,
                                                           const model::Package& package,
                                                           const EngineSettings& settings) {
  const model::Manifest& manifest = package.manifest();
  const std::string processor = InstructionSet();
  if (auto met = CheckRequirements(manifest, processor); !met) return Failure(met.error());
  const auto variant = ChooseVariant(manifest, processor, settings.session.providers);
  if (!variant) return Failure(variant.error());
  auto model = package.File(variant->file);
  if (!model) return Failure(model.error());
  auto lengths = DeclaredLengths(manifest);
  if (!lengths) return Failure(lengths.error());
  const auto most = static_cast<int64_t>(manifest.max_tokens);
  const bool buckets = settings.session.providers.order.front() == Provider::kTensorRt;
  if (buckets && (lengths->empty() || lengths->back() < most)) lengths->push_back(most);
  auto engine = LoadBytes(std::move(library), *model, *lengths, settings);
  if (!engine) return Failure(engine.error());
  const uint64_t declared = manifest.embeds() ? manifest.embedding_width : manifest.outputs.size();
  if (static_cast<uint64_t>((*engine)->outputs_) != declared) {
    return Fail(Code::kCorrupt, "the model gives " + std::to_string((*engine)->outputs_) +
                                    " values; the manifest declares " + std::to_string(declared));
  }
  if (static_cast<uint64_t>((*engine)->max_tokens_) < manifest.max_tokens) {
    return Fail(Code::kCorrupt, "the manifest allows more tokens than the model has positions for");
  }
  return engine;
}

Result<std::unique_ptr<const OnnxEngine>> OnnxEngine::LoadBytes(
    std::shared_ptr<const Library> library, std::span<const std::byte> model,
    const Lengths& lengths, const EngineSettings& settings) {
  auto sessions = BucketedSessions::Open(library, model, settings.session, lengths);
  if (!sessions) return Failure(sessions.error());
  std::unique_ptr<OnnxEngine> engine(new OnnxEngine);
  engine->sessions_ = *std::move(sessions);
  const std::pair<std::string_view, int64_t*> counts[] = {
      {model::onnx::kMetadataVocabulary, &engine->vocabulary_},
      {model::onnx::kMetadataMaxTokens, &engine->max_tokens_},
      {model::onnx::kMetadataOutputs, &engine->outputs_}};
  for (const auto& [key, value] : counts) {
    auto count = ReadCount(engine->session(), key);
    if (!count) return Failure(count.error());
    *value = *count;
  }
  const int64_t padding = Number(engine->session(), model::onnx::kMetadataPadding).value_or(0);
  if (padding < 0 || padding >= engine->vocabulary_) {
    return Fail(Code::kCorrupt, "the model's padding is no id of its vocabulary");
  }
  engine->padding_ = static_cast<int32_t>(padding);
  engine->precision_ = engine->session().Metadata(model::onnx::kMetadataPrecision).value_or("");
  const bool cuda = engine->session().provider().provider == Provider::kCuda;
  const int64_t usual = cuda ? kUsualBatchTokens : 0;
  const int64_t budget = settings.batch_tokens > 0 ? settings.batch_tokens : usual;
  if (budget > 1 && engine->CanBatch() && engine->KeepsTextsApart()) {
    engine->batcher_ = std::make_unique<Batcher>(
        budget, [own = engine.get()](Batcher::Texts texts) { return own->RunBatch(texts); });
  }
  if (settings.warm_up) {
    if (auto warm = engine->WarmUp(lengths); !warm) return Failure(warm.error());
  }
  return engine;
}

Result<void> OnnxEngine::WarmUp(const Lengths& lengths) const {
  // Graphs that number positions themselves pass over padding; here every position is to be met.
  const int32_t token = padding_ == 0 && vocabulary_ > 1 ? 1 : 0;
  for (int64_t length : lengths) {
    if (length > max_tokens_) continue;
    const std::vector<int32_t> tokens(static_cast<size_t>(length), token);
    Input input;
    input.tokens = tokens;
    if (auto run = Run(input, {}); !run) {
      return Failure(run.error(), "warming up at " + std::to_string(length) + " tokens");
    }
  }
  return {};
}

Result<void> OnnxEngine::CheckTokens(std::span<const int32_t> tokens) const {
  if (tokens.empty()) return Fail(Code::kInvalidArgument, "There is no token to score.");
  if (static_cast<int64_t>(tokens.size()) > max_tokens_) {
    return Fail(Code::kTooLarge, "The essay has " + std::to_string(tokens.size()) +
                                     " tokens; this model reads at most " +
                                     std::to_string(max_tokens_) +
                                     ". Shorten it or choose a model for longer essays.");
  }
  for (int32_t id : tokens) {
    if (id < 0 || id >= vocabulary_) {
      return Fail(Code::kInvalidArgument,
                  "Token id " + std::to_string(id) + " is outside the model's vocabulary of " +
                      std::to_string(vocabulary_) +
                      ": the tokenizer is another model's. Import the checkpoint again.");
    }
  }
  return {};
}

Result<Output> OnnxEngine::Run(const Input& input, const RunOptions& options) const {
  if (auto good = CheckTokens(input.tokens); !good) return Failure(good.error());
  return batcher_ ? batcher_->Run(input.tokens, options.deadline) : RunAlone(input.tokens);
}

Result<Output> OnnxEngine::RunAlone(std::span<const int32_t> tokens) const {
  std::vector<int32_t> mask;
  if (session().takes_mask()) mask.assign(tokens.size(), 1);
  const auto length = static_cast<int64_t>(tokens.size());
  auto values = sessions_->For(length).Run({tokens, mask, 1});
  if (!values) return Failure(values.error());
  Output output;
  output.raw.assign(values->begin(), values->end());
  return output;
}

Result<std::vector<Output>> OnnxEngine::RunBatch(
    std::span<const std::span<const int32_t>> texts) const {
  if (!session().takes_mask()) {
    return Fail(
        Code::kUnsupported,
        "This model takes one essay a run; import it with --operators standard for batches.");
  }
  if (session().provider().provider == Provider::kTensorRt) {
    return Fail(Code::kUnsupported, "TensorRT's engines are built for one essay a run.");
  }
  size_t longest = 0;
  for (const auto& text : texts) {
    if (auto good = CheckTokens(text); !good) return Failure(good.error());
    longest = std::max(longest, text.size());
  }
  if (texts.empty()) return std::vector<Output>{};
  std::vector<int32_t> ids(longest * texts.size(), padding_), mask(ids.size(), 0);
  for (size_t i = 0; i < texts.size(); ++i) {
    std::copy(texts[i].begin(), texts[i].end(), ids.begin() + static_cast<int64_t>(i * longest));
    std::fill_n(mask.begin() + static_cast<int64_t>(i * longest), texts[i].size(), 1);
  }
  auto values = session().Run({ids, mask, static_cast<int64_t>(texts.size())});
  if (!values) return Failure(values.error());
  std::vector<Output> outputs(texts.size());
  const size_t each = values->size() / texts.size();
  for (size_t i = 0; i < texts.size(); ++i) {
    const auto begin = values->begin() + static_cast<int64_t>(i * each);
    outputs[i].raw.assign(begin, begin + static_cast<int64_t>(each));
  }
  return outputs;
}

bool OnnxEngine::CanBatch() const {
  // int8 activations are rounded by the range of the whole run: a text would move its neighbours.
  return session().takes_mask() && precision_ != NameOf(model::onnx::Precision::kInt8) &&
         session().provider().provider != Provider::kTensorRt;
}

// Graphs of other programs may say that they take batches and mix the texts up: two are tried, of
// which one is padded. The bound tells a wrong answer from fp16's rounding.
bool OnnxEngine::KeepsTextsApart() const {
  constexpr double kBound = 0.02;
  std::vector<std::vector<int32_t>> texts(2);
  const int64_t longest = std::min<int64_t>(max_tokens_, 9);
  for (int32_t i = 0; i < longest; ++i) {
    texts[0].push_back((3 + 2 * i) % static_cast<int32_t>(vocabulary_));
    if (i == 0 || 2 * i < longest)
      texts[1].push_back((5 + 3 * i) % static_cast<int32_t>(vocabulary_));
  }
  const std::vector<std::span<const int32_t>> both = {texts[1], texts[0]};
  const auto together = RunBatch(both);
  if (!together) return false;
  for (size_t i = 0; i < both.size(); ++i) {
    const auto alone = RunAlone(both[i]);
    if (!alone || alone->raw.size() != (*together)[i].raw.size()) return false;
    double largest = 1e-3, difference = 0;
    for (size_t k = 0; k < alone->raw.size(); ++k) {
      largest = std::max(largest, std::fabs(alone->raw[k]));
      difference = std::max(difference, std::fabs(alone->raw[k] - (*together)[i].raw[k]));
    }
    if (!(difference <= kBound * largest)) return false;
  }
  return true;
}

std::optional<Batcher::Stats> OnnxEngine::batches() const {
  if (!batcher_) return std::nullopt;
  return batcher_->stats();
}

std::string OnnxEngine::Runtime() const {
  return "onnxruntime " + session().library().version() + " " +
         std::string(NameOf(session().provider().provider)) +
         (precision_.empty() ? "" : ", " + precision_);
}

}  // namespace redquill::engine::onnx
