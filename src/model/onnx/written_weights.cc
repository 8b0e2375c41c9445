#include "model/onnx/written_weights.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <optional>
#include <utility>

#include "model/hf/encoder_names.h"
#include "model/onnx/constants.h"
#include "model/onnx/model_writer.h"
#include "model/onnx/weights.h"

namespace redquill::model::onnx {
namespace {

using hf::Architecture;

struct ReadLinear {
  int64_t in = 0, out = 0;
  std::vector<float> weight, bias;  // [in, out]; [out].
};
struct ReadNormed {
  std::vector<float> gamma, beta;
};

// Layers of one input as one, their outputs beside one another.
ReadLinear SideBySide(std::initializer_list<const ReadLinear*> parts) {
  ReadLinear all{(*parts.begin())->in, 0, {}, {}};
  for (const ReadLinear* part : parts) {
    all.out += part->out;
    all.bias.insert(all.bias.end(), part->bias.begin(), part->bias.end());
  }
  for (int64_t row = 0; row < all.in; ++row) {
    for (const ReadLinear* part : parts) {
      const auto from = part->weight.begin() + row * part->out;
      all.weight.insert(all.weight.end(), from, from + part->out);
    }
  }
  return all;
}

// What comes out, tensor by tensor.
using Sink = std::function<void(const std::string& name, Shape shape, std::vector<float> values)>;

// Takes the constants in the order in which the writer gives them out. The first that is not what
// the configuration says fails the whole, and all later ones are empty.
class Reader {
 public:
  Reader(const StoredConstants& stored, bool bytes) : bytes_(bytes) {
    for (const StoredConstant& c : stored.constants) {
      if (c.type == Element::kFloat || c.type == Element::kInt8) constants_.push_back(&c);
    }
  }
  bool failed() const { return failed_; }

  std::vector<float> Floats(const Shape& shape) {
    const StoredConstant* c = Next(Element::kFloat, shape);
    if (c == nullptr) return {};
    std::vector<float> values(c->data.size() / sizeof(float));
    std::memcpy(values.data(), c->data.data(), c->data.size());
    return values;
  }

  // A table or a matrix: floats, or bytes with a scale for each row or column.
  std::vector<float> Matrix(int64_t rows, int64_t columns, bool by_row) {
    if (!bytes_) return Floats({rows, columns});
    const StoredConstant* c = Next(Element::kInt8, {rows, columns});
    const auto scale = Floats(by_row ? Shape{rows, 1} : Shape{columns});
    if (c == nullptr || failed_) return {};
    std::vector<float> values(c->data.size());
    const auto width = static_cast<size_t>(columns);
    for (size_t i = 0; i < values.size(); ++i) {
      values[i] = scale[by_row ? i / width : i % width] * static_cast<int8_t>(c->data[i]);
    }
    return values;
  }

  ReadNormed ReadNorm(int64_t size) {
    ReadNormed norm;
    norm.gamma = Floats({size});
    norm.beta = Floats({size});
    return norm;
  }

  struct Layer {
    ReadLinear query, key, value, output, up, down;
    ReadNormed attention_norm, output_norm;
  };
  Layer ReadLayer(int64_t hidden, int64_t wide) {
    Layer layer;
    for (ReadLinear* each : {&layer.query, &layer.key, &layer.value}) {
      *each = Linear(hidden, hidden);
    }
    LateBiases(&layer);
    layer.output = Linear(hidden, hidden);
    layer.attention_norm = ReadNorm(hidden);
    LateBias(&layer.output);
    layer.up = Linear(hidden, wide);
    LateBias(&layer.up);
    layer.down = Linear(wide, hidden);
    layer.output_norm = ReadNorm(hidden);
    LateBias(&layer.down);
    return layer;
  }

  // Of a linear head behind the layers; numbers alone (the sum's share) are passed over.
  // Its width, and how many values it gives.
  std::optional<std::pair<int64_t, int64_t>> HeadShape() {
    while (at_ < constants_.size() && constants_[at_]->shape.empty()) ++at_;
    if (failed_ || at_ + 2 != constants_.size()) return std::nullopt;
    const Shape& shape = constants_[at_]->shape;
    if (shape.size() != 2 || constants_[at_ + 1]->shape != Shape{shape[1]}) return std::nullopt;
    return std::pair(shape[0], shape[1]);
  }

 private:
  // A linear layer's bias stands behind its bytes; behind its floats come other things first.
  ReadLinear Linear(int64_t in, int64_t out) {
    ReadLinear linear{in, out, Matrix(in, out, false), {}};
    if (bytes_) linear.bias = Floats({out});
    return linear;
  }
  void LateBias(ReadLinear* linear) {
    if (!bytes_) linear->bias = Floats({linear->out});
  }
  // The biases of queries, keys and values: one vector, or one each.
  void LateBiases(Layer* layer) {
    const int64_t out = layer->query.out;
    if (bytes_ || at_ == constants_.size() || constants_[at_]->shape != Shape{3 * out}) {
      for (ReadLinear* each : {&layer->query, &layer->key, &layer->value}) LateBias(each);
      return;
    }
    const auto all = Floats({3 * out});
    auto from = all.begin();
    for (ReadLinear* each : {&layer->query, &layer->key, &layer->value}) {
      if (failed_) return;
      each->bias.assign(from, from + out);
      from += out;
    }
  }
  const StoredConstant* Next(Element type, const Shape& shape) {
    if (!failed_ && at_ < constants_.size() && constants_[at_]->type == type &&
        constants_[at_]->shape == shape) {
      return constants_[at_++];
    }
    failed_ = true;
    return nullptr;
  }

  const bool bytes_;
  std::vector<const StoredConstant*> constants_;
  size_t at_ = 0;
  bool failed_ = false;
};

void AddNorm(const std::string& name, ReadNormed norm, const Sink& add) {
  const auto size = static_cast<int64_t>(norm.gamma.size());
  add(name + ".weight", {size}, std::move(norm.gamma));
  add(name + ".bias", {size}, std::move(norm.beta));
}

void AddEncoderLayer(const hf::EncoderNames& names, Reader::Layer layer, const Sink& add) {
  const auto add_linear = [&](const std::string& name, ReadLinear& linear) {
    add(name + ".weight", {linear.out, linear.in},
        Transposed(linear.weight, linear.in, linear.out));
    add(name + ".bias", {linear.out}, std::move(linear.bias));
  };
  add_linear(names.query, layer.query);
  add_linear(names.key, layer.key);
  add_linear(names.value, layer.value);
  add_linear(names.output, layer.output);
  add_linear(names.up, layer.up);
  add_linear(names.down, layer.down);
  AddNorm(names.attention_norm, std::move(layer.attention_norm), add);
  AddNorm(names.output_norm, std::move(layer.output_norm), add);
}

// GPT-2 keeps matrices as [in, out], and a layer's last normalisation is the next one's first.
void AddDecoderLayer(int64_t number, bool last, Reader::Layer layer, const Sink& add) {
  const std::string h = "h." + std::to_string(number) + ".";
  const auto add_linear = [&](const std::string& name, ReadLinear& linear) {
    add(h + name + ".weight", {linear.in, linear.out}, std::move(linear.weight));
    add(h + name + ".bias", {linear.out}, std::move(linear.bias));
  };
  ReadLinear joint = SideBySide({&layer.query, &layer.key, &layer.value});
  add_linear("attn.c_attn", joint);
  add_linear("attn.c_proj", layer.output);
  add_linear("mlp.c_fc", layer.up);
  add_linear("mlp.c_proj", layer.down);
  AddNorm(h + "ln_2", std::move(layer.attention_norm), add);
  AddNorm(last ? "ln_f" : "h." + std::to_string(number + 1) + ".ln_1", std::move(layer.output_norm),
          add);
}

// False where a constant is not the one that the configuration says.
bool ReadAll(const hf::Config& c, Reader* reader, const Sink& add) {
  const bool decoder = c.architecture == Architecture::kGpt2;
  const std::string table = "embeddings.";
  add(decoder ? "wte.weight" : table + "word_embeddings.weight", {c.vocabulary, c.hidden},
      reader->Matrix(c.vocabulary, c.hidden, true));
  add(decoder ? "wpe.weight" : table + "position_embeddings.weight", {c.positions, c.hidden},
      reader->Floats({1, c.positions, c.hidden}));
  AddNorm(decoder ? "h.0.ln_1" : table + "LayerNorm", reader->ReadNorm(c.hidden), add);
  if (reader->failed()) return false;
  if (!decoder && c.token_types > 0) {
    add(table + "token_type_embeddings.weight", {c.token_types, c.hidden},
        std::vector<float>(static_cast<size_t>(c.token_types * c.hidden)));
  }
  for (int64_t i = 0; i < c.layers; ++i) {
    Reader::Layer layer = reader->ReadLayer(c.hidden, c.intermediate);
    if (reader->failed()) return false;
    if (decoder) {
      AddDecoderLayer(i, i + 1 == c.layers, std::move(layer), add);
    } else {
      AddEncoderLayer(hf::LayerNames(c.architecture, "", i), std::move(layer), add);
    }
  }
  if (const auto head = reader->HeadShape()) {
    const auto [width, scores] = *head;
    const auto weight = reader->Floats({width, scores});
    if (reader->failed()) return false;
    add("head.weight", {scores, width}, Transposed(weight, width, scores));
    add("head.bias", {scores}, reader->Floats({scores}));
  }
  return !reader->failed();
}

// The configuration, of a kind that can be read here.
Result<hf::Config> ReadConfiguration(const std::string& json) {
  auto config = hf::ReadConfig(json);
  if (!config) return config;
  const bool known = config->architecture == Architecture::kBert ||
                     config->architecture == Architecture::kDistilBert ||
                     config->architecture == Architecture::kGpt2;
  if (config->classifier || !known) {
    return Fail(Code::kUnsupported, "a written " + std::string(hf::NameOf(config->architecture)) +
                                        " can't be trained on from; bert, distilbert and gpt2 can");
  }
  return config;
}

}  // namespace

Result<std::unique_ptr<WrittenWeights>> WrittenWeights::Read(std::string_view onnx) {
  const auto stored = ReadConstants(onnx);
  if (!stored) return Failure(stored.error());
  const auto told = [&](std::string_view key) {
    const auto found = stored->metadata.find(std::string(key));
    return found == stored->metadata.end() ? std::string() : found->second;
  };
  std::unique_ptr<WrittenWeights> written(new WrittenWeights);
  written->config_json_ = told(kMetadataConfig);
  const std::string precision = told(kMetadataPrecision);
  const bool bytes = precision == NameOf(Precision::kInt8);
  if (written->config_json_.empty() || told(kMetadataOperators) != NameOf(Operators::kFused) ||
      (!bytes && precision != NameOf(Precision::kFp32))) {
    return Fail(Code::kUnsupported,
                "this model does not tell its configuration, so it can't be trained on from; "
                "models that redquill-train wrote do");
  }
  auto config = ReadConfiguration(written->config_json_);
  if (!config) return Failure(config.error());
  written->config_ = *config;
  Reader reader(*stored, bytes);
  const bool whole = ReadAll(*config, &reader, [&](const auto& name, auto shape, auto values) {
    Tensor& tensor = written->tensors_[name];
    tensor.values = std::move(values);
    tensor.view = {DType::kF32, std::move(shape), std::as_bytes(std::span(tensor.values))};
  });
  if (!whole) {
    return Fail(Code::kCorrupt, "the model's constants are not those of its configuration");
  }
  return written;
}

const TensorView* WrittenWeights::Find(std::string_view name) const {
  const auto found = tensors_.find(name);
  return found == tensors_.end() ? nullptr : &found->second.view;
}

std::vector<std::string> WrittenWeights::Names() const {
  std::vector<std::string> names;
  for (const auto& one : tensors_) names.push_back(one.first);
  return names;
}

}  // namespace redquill::model::onnx
