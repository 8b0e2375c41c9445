#include "base/json.h"

#include <cmath>
#include <vector>

#include "base/quote.h"
#include "base/utf8.h"

namespace redquill {
namespace {

using Json = nlohmann::json;

/// Builds the document while it is parsed and stops at the first broken limit or repeated key.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  Json root;
  std::optional<Error> error;

  bool null() override { return Place(Json(nullptr)) != nullptr; }
  bool boolean(bool value) override { return Place(Json(value)) != nullptr; }
  bool number_integer(number_integer_t value) override { return Place(Json(value)) != nullptr; }
  bool number_unsigned(number_unsigned_t value) override { return Place(Json(value)) != nullptr; }
  bool number_float(number_float_t value, const string_t&) override {
    return Place(Json(value)) != nullptr;
  }
  bool string(string_t& value) override { return Place(Json(std::move(value))) != nullptr; }
  bool binary(binary_t&) override { return false; }

  bool start_object(size_t) override { return Enter(Json::object()); }
  bool start_array(size_t) override { return Enter(Json::array()); }
  bool end_object() override { return Leave(); }
  bool end_array() override { return Leave(); }

  bool key(string_t& key) override {
    if (open_.back()->contains(key)) {
      return Stop(Code::kInvalidArgument, "the key " + Quoted(key) + " stands twice in one object");
    }
    key_ = std::move(key);
    return true;
  }

  // The parser's own words quote the text, which may be an essay: only the place is passed on.
  bool parse_error(size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    return Stop(Code::kInvalidArgument, "not JSON: a fault at byte " + std::to_string(position));
  }

 private:
  bool Stop(Code code, std::string message) {
    if (!error) error = Error{code, std::move(message), {}};
    return false;
  }

  /// Where the value now lies; nullptr when over the limit.
  Json* Place(Json value) {
    if (++values_ > limits_.values) {
      Stop(Code::kTooLarge, "more than " + std::to_string(limits_.values) + " JSON values");
      return nullptr;
    }
    if (open_.empty()) {
      root = std::move(value);
      return &root;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    return &(parent[key_] = std::move(value));
  }

  bool Enter(Json container) {
    if (open_.size() >= static_cast<size_t>(limits_.depth)) {
      return Stop(Code::kTooLarge,
                  "JSON nested deeper than " + std::to_string(limits_.depth) + " levels");
    }
    Json* placed = Place(std::move(container));
    if (placed == nullptr) return false;
    open_.push_back(placed);
    return true;
  }

  bool Leave() {
    open_.pop_back();
    return true;
  }

  const JsonLimits& limits_;
  uint64_t values_ = 0;
  std::vector<Json*> open_;  // Only the innermost grows, so the others' addresses hold.
  std::string key_;
};

bool AllFinite(const Json& value) {
  if (value.is_number_float()) return std::isfinite(value.get<double>());
  if (value.is_structured()) {
    for (const Json& child : value) {
      if (!AllFinite(child)) return false;
    }
  }
  return true;
}

}  // namespace

Result<Json> ParseJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return Fail(Code::kTooLarge, std::to_string(text.size()) + " bytes of JSON; at most " +
                                     std::to_string(limits.bytes) + " are read");
  }
  if (const auto bad = FirstBadUtf8(text)) {
    return Fail(Code::kBadEncoding,
                "not UTF-8 at byte " + std::to_string(*bad + 1) + "; JSON must be");
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    return Fail(Code::kInvalidArgument, "starts with a byte order mark; write JSON without one");
  }
  // The parser takes a NUL for the end of the text and would overlook what follows.
  if (const size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return Fail(Code::kInvalidArgument, "not JSON: a NUL at byte " + std::to_string(nul + 1));
  }
  Builder builder(limits);
  const bool whole = Json::sax_parse(text.begin(), text.end(), &builder);
  if (builder.error) return Failure(*builder.error);
  if (!whole) return Fail(Code::kInvalidArgument, "not JSON");
  return std::move(builder.root);
}

Result<std::string> CanonicalJson(const Json& value) {
  if (!AllFinite(value)) {
    return Fail(Code::kInvalidArgument, "a number is not finite; JSON has no form for it");
  }
  try {
    return value.dump(2) + "\n";
  } catch (const Json::exception&) {
    return Fail(Code::kBadEncoding, "a string is not UTF-8; JSON must be");
  }
}

}  // namespace redquill
