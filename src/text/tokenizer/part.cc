#include "text/tokenizer/part.h"

#include <utility>

#include "base/quote.h"

namespace redquill::text {
namespace {

const nlohmann::json kNothing;

}  // namespace

Part::Part(const Json& value, std::string path) : object_(&value), path_(std::move(path)) {
  if (!value.is_object()) {
    object_ = &kNothing;
    SetFault("", "must be an object");
  } else if (const auto type = value.find("type"); type != value.end() && type->is_string()) {
    type_ = type->get<std::string>();
  }
}

bool Part::Has(const char* key) const {
  if (!object_->is_object()) return false;
  const auto at = object_->find(key);
  return at != object_->end() && !at->is_null();
}

const Part::Json& Part::At(const char* key) {
  if (Has(key)) return *object_->find(key);
  SetFault(key, "is missing");
  return kNothing;
}

std::string Part::Text(const char* key) {
  const Json& value = At(key);
  if (value.is_string()) return value.get<std::string>();
  SetFault(key, "must be a string");
  return {};
}

std::string Part::Text(const char* key, std::string_view unless_there) {
  return Has(key) ? Text(key) : std::string(unless_there);
}

bool Part::Bool(const char* key) {
  const Json& value = At(key);
  if (value.is_boolean()) return value.get<bool>();
  SetFault(key, "must be true or false");
  return false;
}

bool Part::Bool(const char* key, bool unless_there) { return Has(key) ? Bool(key) : unless_there; }

int32_t Part::Id(const char* key) {
  const Json& value = At(key);
  if (value.is_number_unsigned() && value.get<uint64_t>() < 0x7fffffff) {
    return value.get<int32_t>();
  }
  SetFault(key, "must be a whole number below 2147483647");
  return 0;
}

void Part::SetFault(const std::string& key, const std::string& rule) {
  if (fault_) return;
  const std::string where = key.empty() ? path_ : path_.empty() ? key : path_ + "." + key;
  fault_ = Error{
      Code::kInvalidArgument,
      "tokenizer.json: " + where + " " + rule + ". Take the file that came with the model.", where};
}

void Part::SetUnsupported(const std::string& what) {
  if (fault_) return;
  fault_ = Error{Code::kUnsupported,
                 "tokenizer.json: " + path_ + " asks for " + what +
                     ", which this program does not do exactly and so refuses. Use a model whose "
                     "tokenizer is among those that docs/tokenizers.md lists.",
                 path_};
}

tl::unexpected<Error> Part::Unknown(std::string_view kind, const Part& part) {
  Part copy = part;
  if (part.type_.empty()) {
    copy.SetFault("type", "is missing");
  } else {
    copy.SetUnsupported("the " + std::string(kind) + " " + Quoted(part.type_));
  }
  return Failure(*copy.fault());
}

}  // namespace redquill::text
