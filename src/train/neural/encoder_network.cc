#include "train/neural/encoder_network.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "train/neural/encoder_head.h"

namespace redquill::train {
namespace {

constexpr double kSpread = 0.02;

EssayLengths LengthsOf(std::span<const Reading> essays) {
  EssayLengths lengths;
  for (const Reading& essay : essays) lengths.push_back(static_cast<int64_t>(essay.tokens.size()));
  return lengths;
}

// The positions' table of the checkpoint, continued to as many rows as `to` has.
Result<void> LoadPositions(const model::TensorSource& source, const std::string& name,
                           at::Tensor* to) {
  const model::TensorView* view = source.Find(name);
  const int64_t width = to->size(1);
  if (view == nullptr || view->shape.size() != 2 || view->shape[0] < 2 || view->shape[1] != width) {
    return Fail(Code::kCorrupt, "the tensor " + name + " is missing or has another width");
  }
  const std::vector<float> rows = model::ToFloats(*view);
  const int64_t has = view->shape[0];
  for (int64_t i = 0; i < to->size(0); ++i) {
    const int64_t from = i < has ? i : 1 + (i - has) % (has - 1);
    std::copy_n(rows.data() + from * width, width, to->data_ptr<float>() + i * width);
  }
  return {};
}

}  // namespace

bool MultipliesBfloat16() {
#if defined(__x86_64__) && defined(__GNUC__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

EncoderNetwork::EncoderNetwork(const model::hf::Config& config, const EncoderOptions& options)
    : config_(config), options_(options) {
  config_.classifier = false;
  if (config_.position_table) config_.positions = options.max_tokens;
  frozen_ = std::max<int64_t>(-1, config.layers - options.trained_layers);
}

Result<std::unique_ptr<EncoderNetwork>> EncoderNetwork::Make(const model::hf::Config& config,
                                                             const EncoderOptions& options) {
  if (options.max_tokens < 8) {
    return Fail(Code::kInvalidArgument, "A model reads at least 8 tokens.", "max-tokens");
  }
  std::unique_ptr<EncoderNetwork> network(new EncoderNetwork(config, options));
  network->body_ = TransformerBody::Of(network->config_, options.bfloat16, &network->parameters_);
  if (!network->body_) {
    return Fail(Code::kUnsupported,
                "Checkpoints of the architecture " +
                    std::string(model::hf::NameOf(config.architecture)) +
                    " can't be trained; bert, distilbert, deberta-v2, gpt2 and llama can.",
                "init");
  }
  network->body_->Declare();
  return network;
}

Parameters EncoderNetwork::Head(uint64_t seed) const {
  at::manual_seed(seed);
  return DrawHead(options_.pooling, config_.hidden, options_.scores,
                  options_.scores > 1 ? options_.scores : options_.levels);
}

Result<std::unique_ptr<EncoderNetwork>> EncoderNetwork::FromScratch(const model::hf::Config& config,
                                                                    const EncoderOptions& options,
                                                                    uint64_t seed) {
  if (options.adapters.rank > 0) {
    return Fail(Code::kInvalidArgument,
                "Adapters learn beside weights that have learned: start from a checkpoint, or "
                "without them (--adapters 0).",
                "adapters");
  }
  auto network = Make(config, options);
  if (!network) return network;
  Parameters& all = (*network)->parameters_;
  all.merge((*network)->Head(seed));
  for (auto& [name, tensor] : all) {
    if (tensor.dim() > 1) tensor.normal_(0, kSpread * (*network)->body_->StartOf(name));
  }
  return network;
}

Result<std::unique_ptr<EncoderNetwork>> EncoderNetwork::FromCheckpoint(
    const model::hf::Config& config, const model::TensorSource& source,
    const EncoderOptions& options, uint64_t seed) {
  auto network = Make(config, options);
  if (!network) return network;
  const TransformerBody& body = (*network)->body();
  Parameters& all = (*network)->parameters_;
  const std::string prefix =
      source.Find(body.prefix() + body.words()) != nullptr ? body.prefix() : "";
  Parameters rest = all;
  if (!body.positions().empty()) {
    auto read = LoadPositions(source, prefix + body.positions(), &all.at(body.positions()));
    if (!read) return Failure(read.error());
    rest.erase(body.positions());
  }
  if (auto read = Load(source, prefix, &rest); !read) return Failure(read.error());
  Parameters head = (*network)->Head(seed);
  (*network)->head_learned_ = LoadIfWhole(source, "", &head);
  all.merge(head);
  (*network)->AddAdapters();
  return network;
}

void EncoderNetwork::AddAdapters() {
  if (options_.adapters.rank <= 0) return;
  for (const LinearShape& linear : body_->linears()) {
    if (body_->LayerOf(linear.name) >= frozen_) adapted_.push_back(linear);
  }
  train::AddAdapters(options_.adapters, adapted_, &parameters_);
  body_->CountAdapters(options_.adapters.scale());
}

Parameters EncoderNetwork::Merged(const Parameters& parameters) const {
  return train::Merged(options_.adapters, adapted_, parameters);
}

void EncoderNetwork::UseFloats() {
  options_.bfloat16 = false;
  body_ = TransformerBody::Of(config_, false, &parameters_);
  body_->CountAdapters(options_.adapters.scale());
}

double EncoderNetwork::RateOf(const std::string& name) const {
  if (name.starts_with("head.")) return options_.head_rate;
  const int64_t layer = body_->LayerOf(name);
  if (layer < frozen_ || (layer < 0 && frozen_ >= 0)) return 0;
  if (options_.adapters.rank > 0 && !IsAdapter(name)) return 0;
  return std::pow(options_.layer_decay, static_cast<double>(config_.layers - 1 - layer));
}

at::Tensor EncoderNetwork::Lower(std::span<const Reading> essays, const EssayLengths& lengths) {
  at::AutoGradMode differentiate(frozen_ < 0 && at::GradMode::is_enabled());
  at::Tensor x = body_->Embed(essays);
  for (int64_t i = 0; i < frozen_; ++i) x = body_->Layer(x, lengths, i);
  return x;
}

at::Tensor EncoderNetwork::Freeze(Tokens tokens) {
  const at::NoGradGuard no_grad;
  const Reading essay = {tokens, {}};
  return Lower({&essay, 1}, {static_cast<int64_t>(tokens.size())}).to(at::kBFloat16).contiguous();
}

at::Tensor EncoderNetwork::Hidden(std::span<const Reading> essays) {
  const EssayLengths lengths = LengthsOf(essays);
  const bool known =
      frozen_ >= 0 &&
      std::all_of(essays.begin(), essays.end(), [](const Reading& e) { return !e.frozen.empty(); });
  at::Tensor x;
  if (known) {
    const int64_t rows = std::accumulate(lengths.begin(), lengths.end(), int64_t{0});
    x = at::empty({rows, config_.hidden}, at::kBFloat16);
    auto* to = reinterpret_cast<Bf16*>(x.data_ptr<at::BFloat16>());
    for (const Reading& essay : essays)
      to = std::copy(essay.frozen.begin(), essay.frozen.end(), to);
    x = x.to(at::kFloat);
  } else {
    x = Lower(essays, lengths);
  }
  for (int64_t i = std::max<int64_t>(0, frozen_); i < config_.layers; ++i) {
    x = body_->Layer(x, lengths, i);
  }
  return body_->Finish(x);
}

at::Tensor EncoderNetwork::Forward(std::span<const Reading> essays, bool training) {
  const at::Tensor pooled =
      PoolEssays(Hidden(essays), LengthsOf(essays), options_.pooling, parameters_);
  return HeadOutputs(at::dropout(pooled, options_.dropout, training), parameters_);
}

}  // namespace redquill::train
