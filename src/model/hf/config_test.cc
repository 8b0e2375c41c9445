#include "model/hf/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace redquill::model::hf {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

json Bert() {
  return {{"model_type", "bert"},    {"architectures", {"BertForSequenceClassification"}},
          {"vocab_size", 100},       {"hidden_size", 32},
          {"num_hidden_layers", 2},  {"num_attention_heads", 4},
          {"intermediate_size", 64}, {"max_position_embeddings", 48},
          {"layer_norm_eps", 1e-12}, {"id2label", {{"0", "score"}}}};
}

json Llama() {
  return {{"model_type", "llama"},
          {"architectures", {"LlamaForSequenceClassification"}},
          {"vocab_size", 100},
          {"hidden_size", 32},
          {"num_hidden_layers", 2},
          {"num_attention_heads", 4},
          {"num_key_value_heads", 2},
          {"intermediate_size", 64},
          {"max_position_embeddings", 64}};
}

json Deberta() {
  json config = Bert();
  config["model_type"] = "deberta-v2";
  config["relative_attention"] = true;
  config["position_buckets"] = 16;
  config["pos_att_type"] = {"p2c", "c2p"};
  config["position_biased_input"] = false;
  config["norm_rel_ebd"] = "layer_norm";
  config["share_att_key"] = true;
  config["max_relative_positions"] = -1;
  return config;
}

void ExpectRefused(const json& config, Code code, const std::string& words) {
  const auto read = ReadConfig(config.dump());
  ASSERT_FALSE(read) << words;
  EXPECT_EQ(read.error().code, code) << read.error().message;
  EXPECT_THAT(read.error().message, HasSubstr(words));
}

TEST(ConfigTest, ReadsBert) {
  const auto config = ReadConfig(Bert().dump());
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->architecture, Architecture::kBert);
  EXPECT_EQ(config->head_size, 8);
  EXPECT_EQ(config->kv_heads, 4);
  EXPECT_EQ(config->token_types, 2);
  EXPECT_EQ(config->max_tokens(), 48);
  EXPECT_TRUE(config->classifier);
  EXPECT_EQ(config->labels, 1);
  EXPECT_THAT(config->label_names, ElementsAre("score"));
}

TEST(ConfigTest, RobertaStartsBehindItsPaddingRow) {
  json config = Bert();
  config["model_type"] = "roberta";
  config["max_position_embeddings"] = 514;
  config["pad_token_id"] = 1;
  const auto read = ReadConfig(config.dump());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->position_offset, 2);
  EXPECT_EQ(read->max_tokens(), 512);
}

TEST(ConfigTest, ReadsLlamaWithTheScalingOfLlama31) {
  json config = Llama();
  config["rope_theta"] = 500000.0;
  config["rope_scaling"] = {{"rope_type", "llama3"},
                            {"factor", 8.0},
                            {"low_freq_factor", 1.0},
                            {"high_freq_factor", 4.0},
                            {"original_max_position_embeddings", 32}};
  const auto read = ReadConfig(config.dump());
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_TRUE(read->rope.llama3);
  EXPECT_EQ(read->rope.theta, 500000.0);
  EXPECT_EQ(read->rope.llama3->original_positions, 32);
  EXPECT_EQ(read->kv_heads, 2);
  EXPECT_FALSE(read->position_table);
  EXPECT_FALSE(read->attention_bias);
  EXPECT_EQ(read->labels, 2) << "the library's default";
}

TEST(ConfigTest, ReadsDeberta) {
  for (const json& types : {json("p2c|c2p"), json({"p2c", "c2p"})}) {
    json config = Deberta();
    config["pos_att_type"] = types;
    const auto read = ReadConfig(config.dump());
    ASSERT_TRUE(read) << read.error().message;
    const Disentangled& d = read->disentangled;
    EXPECT_TRUE(d.content_to_position && d.position_to_content && d.share_key && d.normalise);
    EXPECT_EQ(d.span(), 16);
    EXPECT_EQ(d.max_distance, 48);
    EXPECT_EQ(read->token_types, 0);
    EXPECT_EQ(read->norm_epsilon, 1e-12);
  }
}

TEST(ConfigTest, NamesAnUnknownArchitectureAndTheKnownOnes) {
  json config = Bert();
  config["model_type"] = "t5";
  ExpectRefused(config, Code::kUnsupported,
                "'t5' is not known; known are bert, distilbert, roberta, deberta-v2, gpt2, llama");
  config.erase("model_type");
  ExpectRefused(config, Code::kUnsupported, "model_type is missing");
}

TEST(ConfigTest, NamesWhatIsMissingOrOutOfBounds) {
  json config = Bert();
  config.erase("hidden_size");
  ExpectRefused(config, Code::kInvalidArgument, "hidden_size is missing");
  for (const json& bad : {json(0), json(-1), json(1.5), json("32"), json(1e300),
                          json(18446744073709551615u), json(1000000)}) {
    config = Bert();
    config["hidden_size"] = bad;
    ExpectRefused(config, Code::kInvalidArgument, "hidden_size must be a whole number");
  }
  config = Bert();
  config["num_attention_heads"] = 5;
  ExpectRefused(config, Code::kInvalidArgument, "does not divide");
  config = Bert();
  config["pad_token_id"] = 100;
  ExpectRefused(config, Code::kInvalidArgument, "pad_token_id");
  config = Bert();
  config["layer_norm_eps"] = 0;
  ExpectRefused(config, Code::kInvalidArgument, "layer_norm_eps");
  config = Bert();
  config["id2label"] = {{"1", "b"}};
  ExpectRefused(config, Code::kInvalidArgument, "id2label");
  config = Llama();
  config["num_key_value_heads"] = 3;
  ExpectRefused(config, Code::kInvalidArgument, "num_key_value_heads");
}

TEST(ConfigTest, RefusesVariantsThatItCannotWriteExactly) {
  const auto with = [](json config, const std::string& key, const json& value) {
    config[key] = value;
    return config;
  };
  ExpectRefused(with(Bert(), "position_embedding_type", "relative_key"), Code::kUnsupported,
                "position_embedding_type");
  ExpectRefused(with(Bert(), "hidden_act", "mish"), Code::kUnsupported, "'mish'");
  ExpectRefused(with(Bert(), "is_decoder", true), Code::kUnsupported, "is_decoder");
  ExpectRefused(with(Llama(), "rope_scaling", {{"type", "yarn"}, {"factor", 2}}),
                Code::kUnsupported, "'yarn' is not known");
  ExpectRefused(with(Llama(), "rope_scaling", {{"type", "linear"}, {"factor", -2}}),
                Code::kInvalidArgument, "factor must be a number above 0");
  ExpectRefused(with(Deberta(), "conv_kernel_size", 3), Code::kUnsupported, "convolution");
  ExpectRefused(with(Deberta(), "relative_attention", false), Code::kUnsupported,
                "relative_attention");
  ExpectRefused(with(Deberta(), "embedding_size", 16), Code::kUnsupported, "embedding_size");
  ExpectRefused(with(Deberta(), "pos_att_type", "p2p"), Code::kUnsupported, "'p2p'");
  json gpt2 = {{"model_type", "gpt2"}, {"vocab_size", 10}, {"n_embd", 8},
               {"n_layer", 1},         {"n_head", 2},      {"n_positions", 8}};
  ASSERT_TRUE(ReadConfig(gpt2.dump()));
  ExpectRefused(with(gpt2, "scale_attn_weights", false), Code::kUnsupported, "scale_attn_weights");
}

TEST(ConfigTest, RefusesWhatIsNoConfiguration) {
  EXPECT_EQ(ReadConfig("").error().code, Code::kInvalidArgument);
  EXPECT_EQ(ReadConfig("[]").error().code, Code::kInvalidArgument);
  EXPECT_EQ(ReadConfig("{\"model_type\": 7}").error().code, Code::kUnsupported);
}

}  // namespace
}  // namespace redquill::model::hf
