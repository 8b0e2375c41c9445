#include "model/onnx/written_weights.h"

#include <gtest/gtest.h>

#include "model/onnx/model_writer.h"
#include "train/neural/config_json.h"
#include "train/neural/encoder_network.h"

namespace redquill::train {
namespace {

using model::hf::Architecture;
using model::onnx::Pooling;
using model::onnx::Precision;
using model::onnx::WrittenWeights;

constexpr int64_t kTokens = 40;

class WrittenWeightsTest
    : public testing::TestWithParam<std::tuple<Architecture, int64_t, Pooling>> {
 protected:
  // `heads` heads of a width of 32: a causal attention of 16s is another operator.
  void SetUp() override {
    const auto [architecture, heads, pooling] = GetParam();
    json_ = ConfigJson({.architecture = architecture,
                        .vocabulary = 50,
                        .layers = 2,
                        .width = 32,
                        .heads = heads,
                        .positions = kTokens,
                        .pad_token = 0});
    config_ = *model::hf::ReadConfig(json_.dump());
    options_.max_tokens = kTokens;
    options_.pooling = pooling;
    options_.scores = pooling == Pooling::kMean ? 3 : 1;
    auto network = EncoderNetwork::FromScratch(config_, options_, 5);
    ASSERT_TRUE(network) << network.error().message;
    network_ = std::move(*network);
    // Biases and normalisations start at 0 and 1; here each number is one of its own.
    for (auto& [name, tensor] : network_->parameters()) {
      if (tensor.dim() == 1) tensor.add_(at::randn(tensor.sizes()) * 0.1);
    }
  }

  std::string Written(Precision precision, const std::string& config) {
    model::onnx::WriteOptions options;
    options.precision = precision;
    options.pooling = options_.pooling;
    options.regression_head = true;
    options.scores = options_.scores;
    options.config = config;
    const auto written = model::onnx::WriteModel(network_->config(),
                                                 ParameterSource(network_->parameters()), options);
    if (!written) throw std::runtime_error(written.error().message);
    return written->onnx;
  }

  at::Tensor Hidden(EncoderNetwork* network) {
    const at::NoGradGuard no_gradients;
    const Reading essay = {tokens_, {}};
    return network->Hidden({&essay, 1});
  }

  nlohmann::json json_;
  model::hf::Config config_;
  EncoderOptions options_;
  std::unique_ptr<EncoderNetwork> network_;
  const std::vector<int32_t> tokens_ = {2, 7, 49, 30, 1, 3};
};

TEST_P(WrittenWeightsTest, OfFloatsAreTheNetworkAgain) {
  const auto read = WrittenWeights::Read(Written(Precision::kFp32, json_.dump()));
  ASSERT_TRUE(read) << read.error().message;
  const auto again = EncoderNetwork::FromCheckpoint((*read)->config(), **read, options_, 9);
  ASSERT_TRUE(again) << again.error().message;
  // A generalised mean's power is not read back, and without it there is a new head.
  const bool linear = options_.pooling != Pooling::kGem;
  EXPECT_EQ((*again)->head_learned(), linear);
  EXPECT_LE((Hidden(network_.get()) - Hidden(again->get())).abs().max().item<double>(), 1e-5);
  for (const auto& [name, tensor] : network_->parameters()) {
    if (name.find("token_type") != name.npos || name.find("position_embeddings") != name.npos) {
      continue;  // Added up.
    }
    if (name.starts_with("head.") && !linear) continue;
    EXPECT_TRUE(tensor.equal((*again)->parameters().at(name))) << name;
  }
}

TEST_P(WrittenWeightsTest, OfBytesAreTheWrittenModels) {
  const auto read = WrittenWeights::Read(Written(Precision::kInt8, json_.dump()));
  ASSERT_TRUE(read) << read.error().message;
  const auto again = EncoderNetwork::FromCheckpoint((*read)->config(), **read, options_, 9);
  ASSERT_TRUE(again) << again.error().message;
  double most = 0;
  for (const auto& [name, tensor] : network_->parameters()) {
    if (name.starts_with("head.") || name.find("token_type") != name.npos ||
        name.find("position_embeddings") != name.npos) {
      continue;
    }
    const at::Tensor& other = (*again)->parameters().at(name);
    const double off = (tensor - other).abs().max().item<double>();
    EXPECT_LE(off, tensor.abs().max().item<double>() / 250) << name;
    most = std::max(most, off);
  }
  EXPECT_GT(most, 0);
}

TEST_P(WrittenWeightsTest, RefuseAModelThatIsNotAsItSays) {
  const auto code = [](std::string_view onnx) {
    const auto read = WrittenWeights::Read(onnx);
    return read ? std::optional<Code>() : read.error().code;
  };
  EXPECT_EQ(code(Written(Precision::kFp32, "")), Code::kUnsupported);
  EXPECT_EQ(code(Written(Precision::kFp16, json_.dump())), Code::kUnsupported);
  EXPECT_EQ(code(Written(Precision::kInt8, "{}")), Code::kUnsupported);
  EXPECT_EQ(code(Written(Precision::kInt8, R"({"model_type": "bert"})")), Code::kInvalidArgument);
  for (const Precision precision : {Precision::kFp32, Precision::kInt8}) {
    nlohmann::json other = json_;
    for (const char* layers : {"num_hidden_layers", "n_layers", "n_layer"}) {
      if (other.contains(layers)) other[layers] = 3;
    }
    EXPECT_EQ(code(Written(precision, other.dump())), Code::kCorrupt);
    other = json_;
    other["vocab_size"] = 1'000'000;
    EXPECT_EQ(code(Written(precision, other.dump())), Code::kCorrupt);
  }
  const std::string whole = Written(Precision::kInt8, json_.dump());
  for (size_t size = 0; size < whole.size(); size += 97) {
    EXPECT_EQ(code(std::string_view(whole).substr(0, size)), Code::kCorrupt) << size;
  }
}

INSTANTIATE_TEST_SUITE_P(Architectures, WrittenWeightsTest,
                         testing::Values(std::tuple(Architecture::kBert, 4, Pooling::kMeanAndSum),
                                         std::tuple(Architecture::kBert, 4, Pooling::kFirst),
                                         std::tuple(Architecture::kDistilBert, 4, Pooling::kMean),
                                         std::tuple(Architecture::kDistilBert, 4, Pooling::kGem),
                                         std::tuple(Architecture::kGpt2, 4, Pooling::kLast),
                                         std::tuple(Architecture::kGpt2, 2, Pooling::kMeanAndSum)));

}  // namespace
}  // namespace redquill::train
