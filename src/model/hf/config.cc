#include "model/hf/config.h"

#include <array>
#include <utility>

#include "base/json.h"
#include "base/quote.h"
#include "model/hf/members.h"

namespace redquill::model::hf {
namespace {

struct Known {
  std::string_view type;
  Architecture architecture;
  void (*read)(Members&, Config*);
};

constexpr std::array<Known, 6> kKnown = {{{"bert", Architecture::kBert, ReadBert},
                                          {"distilbert", Architecture::kDistilBert, ReadDistilBert},
                                          {"roberta", Architecture::kRoberta, ReadRoberta},
                                          {"deberta-v2", Architecture::kDebertaV2, ReadDeberta},
                                          {"gpt2", Architecture::kGpt2, ReadGpt2},
                                          {"llama", Architecture::kLlama, ReadLlama}}};

std::string KnownTypes() {
  std::string list;
  for (const Known& known : kKnown) list += (list.empty() ? "" : ", ") + std::string(known.type);
  return list;
}

// The head, as the class's name and the labels tell it.
void ReadHead(Members& in, Config* config) {
  const auto& json = in.json();
  if (const auto classes = json.find("architectures"); classes != json.end()) {
    if (!classes->is_array() || classes->empty() || !(*classes)[0].is_string()) {
      in.Wrong("architectures", "must be a list of class names");
    } else {
      config->classifier =
          (*classes)[0].get_ref<const std::string&>().ends_with("ForSequenceClassification");
    }
  }
  config->problem_type = in.Text("problem_type", "");
  constexpr int64_t kMostLabels = 1000;
  if (const auto labels = json.find("id2label"); labels != json.end() && !labels->is_null()) {
    if (!labels->is_object() || labels->empty() || labels->size() > kMostLabels) {
      in.Wrong("id2label", "must name 1 to 1000 labels");
      return;
    }
    config->labels = static_cast<int64_t>(labels->size());
    for (int64_t i = 0; i < config->labels; ++i) {
      const auto label = labels->find(std::to_string(i));
      if (label == labels->end() || !label->is_string()) {
        in.Wrong("id2label", "must name every label from 0 on");
        return;
      }
      config->label_names.push_back(label->get<std::string>());
    }
  } else {
    config->labels = in.Size("num_labels", 1, kMostLabels, 2);
  }
}

void CheckShape(Members& in, const Config& config) {
  if (config.head_size < 1 || config.head_size * config.heads > kMostWidth) {
    in.Wrong("num_attention_heads", "does not divide the hidden size");
  } else if (config.heads % config.kv_heads != 0) {
    in.Wrong("num_key_value_heads", "must divide num_attention_heads");
  } else if (config.max_tokens() < 1) {
    in.Wrong("max_position_embeddings", "leaves no position for a token");
  } else if (config.pad_token >= config.vocabulary) {
    in.Wrong("pad_token_id", "must be below vocab_size");
  }
}

}  // namespace

std::string_view NameOf(Architecture architecture) {
  for (const Known& known : kKnown) {
    if (known.architecture == architecture) return known.type;
  }
  return "";
}

Result<Config> ReadConfig(std::string_view json) {
  auto parsed = ParseJson(json, {.bytes = 8 << 20, .depth = 32, .values = 200'000});
  if (!parsed) return Failure(parsed.error());
  if (!parsed->is_object()) return Fail(Code::kInvalidArgument, "must be a JSON object");
  Members in(*parsed);
  if (!in.Has("model_type")) {
    return Fail(
        Code::kUnsupported,
        "model_type is missing, so the architecture is not known; known are " + KnownTypes(),
        "model_type");
  }
  const std::string type = in.Text("model_type", "");
  for (const Known& known : kKnown) {
    if (known.type != type) continue;
    Config config;
    config.architecture = known.architecture;
    config.vocabulary = in.Size("vocab_size", kMostVocabulary);
    known.read(in, &config);
    ReadHead(in, &config);
    if (!in.fault()) CheckShape(in, config);
    if (in.fault()) return Failure(*in.fault());
    return config;
  }
  return Fail(Code::kUnsupported,
              "the architecture " + Quoted(type) + " is not known; known are " + KnownTypes(),
              "model_type");
}

}  // namespace redquill::model::hf
