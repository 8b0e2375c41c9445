#include "base/json_object.h"

#include <cmath>

#include "base/quote.h"
#include "base/utf8.h"

namespace redquill {
namespace {

std::string Member(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

/// C0, DEL and, in UTF-8, C1: what a terminal or log may take for an order.
bool HasControl(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if (byte < 0x20 || byte == 0x7f) return true;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<uint8_t>(text[i + 1]) < 0xA0)
      return true;
  }
  return false;
}

}  // namespace

void JsonFault::Set(const std::string& path, std::string_view rule) {
  if (first) return;
  first = Error{Code::kInvalidArgument,
                (path.empty() ? "the document" : path) + " " + std::string(rule), path};
}

std::string JsonText(const nlohmann::json& value, const std::string& path, size_t max_bytes,
                     JsonFault* fault) {
  if (!value.is_string()) {
    fault->Set(path, "must be a string");
    return {};
  }
  const auto& text = value.get_ref<const std::string&>();
  if (text.empty() || text.size() > max_bytes) {
    fault->Set(path, "must have 1 to " + std::to_string(max_bytes) + " bytes; it has " +
                         std::to_string(text.size()));
    return {};
  }
  if (FirstBadUtf8(text) || HasControl(text)) {
    fault->Set(path, "must be UTF-8 without control characters, line feeds included");
    return {};
  }
  return text;
}

JsonObject::JsonObject(const Json& value, std::string path, JsonFault* fault)
    : object_(value.is_object() ? &value : nullptr), path_(std::move(path)), fault_(fault) {
  if (object_ == nullptr) fault_->Set(path_, "must be an object");
}

std::string JsonObject::PathOf(std::string_view key) const { return Member(path_, key); }

bool JsonObject::Has(std::string_view key) const {
  return object_ != nullptr && object_->contains(key);
}

const nlohmann::json* JsonObject::Find(std::string_view key) {
  if (object_ == nullptr) return nullptr;
  read_.emplace(key);
  const auto found = object_->find(key);
  if (found != object_->end()) return &*found;
  fault_->Set(PathOf(key), "is missing");
  return nullptr;
}

std::string JsonObject::Text(std::string_view key, size_t max_bytes) {
  const Json* value = Find(key);
  return value == nullptr ? std::string() : JsonText(*value, PathOf(key), max_bytes, fault_);
}

uint64_t JsonObject::Count(std::string_view key, uint64_t max) {
  const Json* value = Find(key);
  if (value == nullptr) return 0;
  if (value->is_number_unsigned() && value->get<uint64_t>() <= max) return value->get<uint64_t>();
  fault_->Set(PathOf(key), "must be a whole number of 0 to " + std::to_string(max));
  return 0;
}

double JsonObject::Number(std::string_view key) {
  const Json* value = Find(key);
  if (value == nullptr) return 0;
  if (value->is_number() && std::isfinite(value->get<double>())) return value->get<double>();
  fault_->Set(PathOf(key), "must be a number");
  return 0;
}

bool JsonObject::Bool(std::string_view key) {
  const Json* value = Find(key);
  if (value == nullptr) return false;
  if (value->is_boolean()) return value->get<bool>();
  fault_->Set(PathOf(key), "must be true or false");
  return false;
}

JsonObject JsonObject::Object(std::string_view key) {
  static const Json kEmpty = Json::object();
  const Json* value = Find(key);
  return JsonObject(value == nullptr ? kEmpty : *value, PathOf(key), fault_);
}

nlohmann::json JsonObject::Verbatim(std::string_view key) {
  const Json* value = Find(key);
  if (value != nullptr && value->is_object()) return *value;
  if (value != nullptr) fault_->Set(PathOf(key), "must be an object");
  return Json::object();
}

void JsonObject::Each(std::string_view key, size_t max,
                      const std::function<void(const Json&, const std::string&)>& read) {
  const Json* value = Find(key);
  if (value == nullptr) return;
  const std::string path = PathOf(key);
  if (!value->is_array()) return fault_->Set(path, "must be an array");
  if (value->size() > max) {
    return fault_->Set(path, "must have at most " + std::to_string(max) + " elements; it has " +
                                 std::to_string(value->size()));
  }
  for (size_t i = 0; i < value->size(); ++i)
    read((*value)[i], path + "[" + std::to_string(i) + "]");
}

void JsonObject::Finish() {
  if (object_ == nullptr) return;
  for (const auto& [key, value] : object_->items()) {
    if (!read_.contains(key)) {
      fault_->Set(path_, "has a member " + Quoted(key) + " that is not known here");
    }
  }
}

nlohmann::json JsonObject::FinishButPrivate() {
  Json others = Json::object();
  if (object_ == nullptr) return others;
  for (const auto& [key, value] : object_->items()) {
    if (read_.contains(key) || !key.starts_with("x-")) continue;
    others[key] = value;
    read_.insert(key);
  }
  Finish();
  return others;
}

}  // namespace redquill
