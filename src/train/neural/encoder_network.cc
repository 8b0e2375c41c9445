#include "train/neural/encoder_network.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/hf/encoder_names.h"

namespace redquill::train {
namespace {

using model::hf::Activation;
using model::hf::Architecture;
using model::onnx::Pooling;

constexpr const char* kWords = "embeddings.word_embeddings.weight";
constexpr const char* kPositions = "embeddings.position_embeddings.weight";
constexpr const char* kTypes = "embeddings.token_type_embeddings.weight";
constexpr const char* kEmbeddingNorm = "embeddings.LayerNorm";

EssayLengths LengthsOf(std::span<const Reading> essays) {
  EssayLengths lengths;
  for (const Reading& essay : essays) lengths.push_back(static_cast<int64_t>(essay.tokens.size()));
  return lengths;
}

std::string PrefixOf(const model::hf::Config& config, const model::TensorSource& source) {
  const std::string prefix = std::string(model::hf::NameOf(config.architecture)) + ".";
  return source.Find(prefix + kWords) != nullptr ? prefix : "";
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

// The layer that a tensor belongs to, or -1.
int64_t LayerOf(const std::string& name) {
  const size_t at = name.find("layer.");
  return at == std::string::npos ? -1 : std::stoll(name.substr(at + 6));
}

at::Tensor Activate(const at::Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::kGelu:
      return at::gelu(x);
    case Activation::kGeluTanh:
      return at::gelu(x, "tanh");
    case Activation::kRelu:
      return at::relu(x);
    case Activation::kSilu:
      return at::silu(x);
    case Activation::kTanh:
      break;
  }
  return at::tanh(x);
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
  config_.positions = options.max_tokens;
  frozen_ = std::max<int64_t>(-1, config.layers - options.trained_layers);
  parameters_ = Shapes();
}

Parameters EncoderNetwork::Shapes() const {
  Parameters shapes;
  const auto linear = [&](const std::string& name, int64_t in, int64_t out) {
    shapes[name + ".weight"] = at::empty({out, in});
    shapes[name + ".bias"] = at::zeros({out});
  };
  const auto norm = [&](const std::string& name) {
    shapes[name + ".weight"] = at::ones({config_.hidden});
    shapes[name + ".bias"] = at::zeros({config_.hidden});
  };
  shapes[kWords] = at::empty({config_.vocabulary, config_.hidden});
  shapes[kPositions] = at::empty({config_.positions, config_.hidden});
  if (config_.token_types > 0) shapes[kTypes] = at::empty({config_.token_types, config_.hidden});
  norm(kEmbeddingNorm);
  for (int64_t i = 0; i < config_.layers; ++i) {
    const auto names = model::hf::LayerNames(config_.architecture, "", i);
    for (const auto& name : {names.query, names.key, names.value, names.output}) {
      linear(name, config_.hidden, config_.hidden);
    }
    linear(names.up, config_.hidden, config_.intermediate);
    linear(names.down, config_.intermediate, config_.hidden);
    norm(names.attention_norm);
    norm(names.output_norm);
  }
  return shapes;
}

Result<std::unique_ptr<EncoderNetwork>> EncoderNetwork::FromCheckpoint(
    const model::hf::Config& config, const model::TensorSource& source,
    const EncoderOptions& options, uint64_t seed) {
  if (config.architecture != Architecture::kBert &&
      config.architecture != Architecture::kDistilBert) {
    return Fail(Code::kUnsupported,
                "Checkpoints of the architecture " +
                    std::string(model::hf::NameOf(config.architecture)) +
                    " can't be trained; bert and distilbert can.",
                "init");
  }
  if (options.max_tokens < 8) {
    return Fail(Code::kInvalidArgument, "A model reads at least 8 tokens.", "max-tokens");
  }
  std::unique_ptr<EncoderNetwork> network(new EncoderNetwork(config, options));
  Parameters& all = network->parameters_;
  const std::string prefix = PrefixOf(config, source);
  if (auto read = LoadPositions(source, prefix + kPositions, &all.at(kPositions)); !read) {
    return Failure(read.error());
  }
  Parameters rest = all;
  rest.erase(kPositions);
  if (auto read = Load(source, prefix, &rest); !read) return Failure(read.error());
  const int64_t pooled = config.hidden * (options.pooling == Pooling::kMeanAndSum ? 2 : 1);
  at::manual_seed(seed);
  Parameters head = {{"head.weight", at::randn({1, pooled}) * 0.02}, {"head.bias", at::zeros({1})}};
  const model::TensorView* kept = source.Find("head.weight");
  if (kept != nullptr && kept->shape == model::Shape{1, pooled}) {
    if (auto read = Load(source, "", &head); !read) return Failure(read.error());
  }
  all.merge(head);
  return network;
}

double EncoderNetwork::RateOf(const std::string& name) const {
  if (name.starts_with("head.")) return options_.head_rate;
  const int64_t layer = LayerOf(name);
  if (layer < frozen_ || (layer < 0 && frozen_ >= 0)) return 0;
  return std::pow(options_.layer_decay, static_cast<double>(config_.layers - 1 - layer));
}

// x W^T + b in the layers' type; of several linear layers side by side.
at::Tensor EncoderNetwork::Linear(const at::Tensor& x, const std::vector<std::string>& names) {
  std::vector<at::Tensor> weights, biases;
  for (const std::string& name : names) {
    weights.push_back(parameters_.at(name + ".weight"));
    biases.push_back(parameters_.at(name + ".bias"));
  }
  const auto type = options_.bfloat16 ? at::kBFloat16 : at::kFloat;
  const bool one = names.size() == 1;
  return at::linear(x.to(type), (one ? weights[0] : at::cat(weights)).to(type),
                    (one ? biases[0] : at::cat(biases)).to(type));
}

at::Tensor EncoderNetwork::Normalise(const at::Tensor& x, const std::string& name) {
  return at::layer_norm(x, {config_.hidden}, parameters_.at(name + ".weight"),
                        parameters_.at(name + ".bias"), config_.norm_epsilon);
}

at::Tensor EncoderNetwork::Embed(std::span<const Reading> essays) {
  std::vector<int64_t> ids, places;
  for (const Reading& essay : essays) {
    ids.insert(ids.end(), essay.tokens.begin(), essay.tokens.end());
    for (size_t i = 0; i < essay.tokens.size(); ++i) places.push_back(static_cast<int64_t>(i));
  }
  at::Tensor x = at::embedding(parameters_.at(kWords), at::tensor(ids)) +
                 at::embedding(parameters_.at(kPositions), at::tensor(places));
  if (config_.token_types > 0) x = x + parameters_.at(kTypes)[0];
  return Normalise(x, kEmbeddingNorm);
}

at::Tensor EncoderNetwork::Layer(const at::Tensor& x, const EssayLengths& lengths, int64_t layer) {
  const auto names = model::hf::LayerNames(config_.architecture, "", layer);
  const at::Tensor qkv = Linear(x, {names.query, names.key, names.value});
  const at::Tensor attended = Linear(PackedAttention(qkv, lengths, config_.heads), {names.output});
  const at::Tensor y = Normalise(x + attended, names.attention_norm);
  const at::Tensor up = Activate(Linear(y, {names.up}), config_.activation);
  return Normalise(y + Linear(up, {names.down}), names.output_norm);
}

at::Tensor EncoderNetwork::Lower(std::span<const Reading> essays, const EssayLengths& lengths) {
  at::AutoGradMode differentiate(frozen_ < 0 && at::GradMode::is_enabled());
  at::Tensor x = Embed(essays);
  for (int64_t i = 0; i < frozen_; ++i) x = Layer(x, lengths, i);
  return x;
}

at::Tensor EncoderNetwork::Freeze(Tokens tokens) {
  const at::NoGradGuard no_grad;
  const Reading essay = {tokens, {}};
  return Lower({&essay, 1}, {static_cast<int64_t>(tokens.size())}).to(at::kBFloat16).contiguous();
}

at::Tensor EncoderNetwork::Pool(const at::Tensor& x, const EssayLengths& lengths) const {
  std::vector<at::Tensor> pooled;
  int64_t row = 0;
  for (const int64_t length : lengths) {
    const at::Tensor essay = x.narrow(0, row, length);
    row += length;
    if (options_.pooling == Pooling::kFirst || options_.pooling == Pooling::kLast) {
      pooled.push_back(essay[options_.pooling == Pooling::kFirst ? 0 : length - 1]);
      continue;
    }
    const at::Tensor sum = essay.sum(0), mean = sum / static_cast<double>(length);
    const bool both = options_.pooling == Pooling::kMeanAndSum;
    pooled.push_back(both ? at::cat({mean, sum * (1 / model::onnx::kSumLength)}) : mean);
  }
  return at::stack(pooled);
}

at::Tensor EncoderNetwork::Forward(std::span<const Reading> essays, bool training) {
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
    x = Layer(x, lengths, i);
  }
  const at::Tensor pooled = at::dropout(Pool(x, lengths), options_.dropout, training);
  return at::addmm(parameters_.at("head.bias"), pooled, parameters_.at("head.weight").t())
      .squeeze(1);
}

}  // namespace redquill::train
