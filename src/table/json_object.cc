#include "table/json_object.h"

#include <nlohmann/json.hpp>
#include <unordered_set>

#include "base/utf8.h"

namespace redquill::table {
namespace {

using Json = nlohmann::json;
constexpr size_t kDeepest = 64;

// Receives the parser's events; each returns whether to go on.
class Members : public nlohmann::json_sax<Json> {
 public:
  explicit Members(size_t most) : most_(most) {}

  std::vector<JsonMember> members;
  Error error;

  bool null() override { return Value(""); }
  bool boolean(bool value) override { return Value(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return Value(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return Value(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& written) override { return Value(written); }
  bool string(string_t& value) override { return Value(std::move(value)); }
  bool binary(binary_t&) override { return false; }

  bool key(string_t& name) override {
    if (depth_ > 1) return true;
    if (members.size() == most_) {
      return Refuse(Code::kTooLarge, "has more than " + std::to_string(most_) + " keys");
    }
    if (!seen_.insert(name).second) {
      return Refuse(Code::kInvalidArgument, "has a key twice; keep one of them");
    }
    members.push_back({std::move(name), {}, false});
    return true;
  }
  bool start_object(size_t) override { return Open(true); }
  bool start_array(size_t) override { return Open(false); }
  bool end_object() override { return --depth_, true; }
  bool end_array() override { return --depth_, true; }

  bool parse_error(size_t position, const std::string&, const Json::exception&) override {
    return Refuse(Code::kInvalidArgument,
                  "is not valid JSON at byte " + std::to_string(position) + "; correct it");
  }

 private:
  bool Open(bool object) {
    if (depth_ == 0 && !object) return NoObject();
    if (depth_ == 1) members.back().nested = true;
    if (++depth_ > kDeepest) {
      return Refuse(Code::kTooLarge,
                    "nests values more than " + std::to_string(kDeepest) + " deep");
    }
    return true;
  }
  template <typename Text>
  bool Value(Text&& text) {
    if (depth_ == 0) return NoObject();
    if (depth_ == 1) members.back().value = std::forward<Text>(text);
    return true;
  }
  bool NoObject() {
    return Refuse(Code::kInvalidArgument,
                  "is not a JSON object; JSON Lines has one object a line, {\"text\": \"...\"}");
  }
  bool Refuse(Code code, std::string message) {
    error = {code, std::move(message), {}};
    return false;
  }

  size_t most_, depth_ = 0;
  std::unordered_set<std::string> seen_;
};

}  // namespace

Result<std::vector<JsonMember>> ReadJsonObject(std::string_view line, size_t most_members) {
  if (const auto bad = FirstBadUtf8(line)) {
    return Fail(Code::kBadEncoding,
                "is not UTF-8 at byte " + std::to_string(*bad) + "; save the table as UTF-8");
  }
  Members members(most_members);
  if (!Json::sax_parse(line.begin(), line.end(), &members)) return Failure(members.error);
  return std::move(members.members);
}

}  // namespace redquill::table
