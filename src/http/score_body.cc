#include "http/score_body.h"

#include <algorithm>
#include <vector>

#include "base/json.h"
#include "base/nearest.h"
#include "base/quote.h"
#include "http/transport/target.h"

namespace redquill::http {
namespace {

using nlohmann::json;

// The transport bounds the bytes already.
constexpr JsonLimits kLimits{.bytes = uint64_t{1} << 30, .depth = 8, .values = 1000};
const std::vector<std::string_view> kMembers = {"essay",   "model",  "prompt",
                                                "explain", "person", "summative"};

Result<json> ReadObject(std::string_view body) {
  auto parsed = ParseJson(body, kLimits);
  if (!parsed) {
    Error error = parsed.error();
    error.message = "The request's body: " + error.message +
                    R"(. Send a JSON object such as {"essay": "The text …"}.)";
    return Failure(std::move(error));
  }
  if (!parsed->is_object()) {
    return Fail(Code::kInvalidArgument, std::string("The request's body is a JSON ") +
                                            parsed->type_name() +
                                            R"(. Send an object such as {"essay": "The text …"}.)");
  }
  return parsed;
}

Result<std::string> Text(const json& object, const std::string& name, bool required) {
  const auto found = object.find(name);
  if (found == object.end() || (found->is_null() && !required)) {
    if (!required) return std::string();
    return Fail(Code::kInvalidArgument, "\"" + name + "\" is missing. Put the text there.", name);
  }
  if (!found->is_string()) {
    return Fail(Code::kInvalidArgument,
                "\"" + name + "\" must be a string, not " + found->type_name() + ".", name);
  }
  return found->get<std::string>();
}

Result<bool> Toggle(const json& object, const std::string& name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return false;
  if (!found->is_boolean()) {
    return Fail(Code::kInvalidArgument,
                "\"" + name + "\" must be true or false, not " + found->type_name() + ".", name);
  }
  return found->get<bool>();
}

/// An id that stands in records and listings: short, on one line.
Result<std::string> Person(const json& object) {
  constexpr size_t kMostBytes = 200;
  auto person = Text(object, "person", false);
  if (!person) return person;
  const bool plain = std::all_of(person->begin(), person->end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
  });
  if (plain && person->size() <= kMostBytes) return person;
  return Fail(Code::kInvalidArgument,
              "\"person\" must be an id of at most 200 bytes without control characters.",
              "person");
}

Result<ScoreBody> ReadForm(std::string_view body) {
  auto essay = FormField(body, "essay");
  if (!essay) return Failure(essay.error());
  if (!*essay) {
    return Fail(Code::kInvalidArgument, "\"essay\" is missing. Put the text there.", "essay");
  }
  auto model = FormField(body, "my_model_id");
  if (!model) return Failure(model.error());
  return ScoreBody{std::move(**essay), model->value_or(""), {}, false};
}

}  // namespace

Result<ScoreBody> ReadScoreBody(std::string_view text) {
  auto object = ReadObject(text);
  if (!object) return Failure(object.error());
  for (const auto& [name, value] : object->items()) {
    const bool known = std::find(kMembers.begin(), kMembers.end(), name) != kMembers.end();
    if (known) continue;
    return Fail(Code::kInvalidArgument,
                "There is no member " + Quoted(name) + "." + DidYouMean(name, kMembers) +
                    " Known are essay, model, prompt, explain, person and summative.",
                name);
  }
  auto essay = Text(*object, "essay", true);
  if (!essay) return Failure(essay.error());
  auto model = Text(*object, "model", false);
  if (!model) return Failure(model.error());
  auto prompt = Text(*object, "prompt", false);
  if (!prompt) return Failure(prompt.error());
  auto explain = Toggle(*object, "explain");
  if (!explain) return Failure(explain.error());
  auto person = Person(*object);
  if (!person) return Failure(person.error());
  auto summative = Toggle(*object, "summative");
  if (!summative) return Failure(summative.error());
  return ScoreBody{std::move(*essay), std::move(*model),  std::move(*prompt),
                   *explain,          std::move(*person), *summative};
}

Result<ScoreBody> ReadEvaluateBody(std::string_view body, bool form) {
  if (form) return ReadForm(body);
  auto object = ReadObject(body);
  if (!object) return Failure(object.error());
  auto essay = Text(*object, "essay", true);
  if (!essay) return Failure(essay.error());
  const auto model = object->find("my_model_id");
  if (model != object->end() && model->is_number()) {
    return ScoreBody{std::move(*essay), model->dump(), {}, false};
  }
  auto name = Text(*object, "my_model_id", false);
  if (!name) return Failure(name.error());
  return ScoreBody{std::move(*essay), std::move(*name), {}, false};
}

}  // namespace redquill::http
