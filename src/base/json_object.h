#ifndef REDQUILL_BASE_JSON_OBJECT_H_
#define REDQUILL_BASE_JSON_OBJECT_H_

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill {

/// The first thing found wrong in a JSON document; later ones are ignored.
struct JsonFault {
  std::optional<Error> first;

  /// Records kInvalidArgument with `path` as its field: "scale.min must be a number".
  void Set(const std::string& path, std::string_view rule);
};

/// Reads an object's members by rule. Every reading names its path in the document, such as
/// "files[2].sha256", when it fails, and then returns an empty value, so that a whole document can
/// be read in a row and the fault be looked at once:
///
///     JsonFault fault;
///     JsonObject in(document, "", &fault);
///     m.name = in.Text("name", 64);
///     JsonObject scale = in.Object("scale");
///     m.min = scale.Number("min");
///     scale.Finish();
///     in.Finish();
///     if (fault.first) return Failure(*fault.first);
///
/// Borrows the document and the fault. Used by one thread.
class JsonObject {
 public:
  using Json = nlohmann::json;

  /// Faults if `value` is not an object; every reading is then empty.
  JsonObject(const Json& value, std::string path, JsonFault* fault);

  bool Has(std::string_view key) const;

  /// A string of 1 to `max_bytes` bytes without control characters (line feeds and tabs included).
  std::string Text(std::string_view key, size_t max_bytes);
  /// A whole number of 0 to `max`.
  uint64_t Count(std::string_view key, uint64_t max);
  /// A finite number.
  double Number(std::string_view key);
  bool Bool(std::string_view key);
  /// An object, to be read by its own Finish.
  JsonObject Object(std::string_view key);
  /// An object taken as it is.
  Json Verbatim(std::string_view key);
  /// Calls `read` with each element of an array of at most `max` and its path.
  void Each(std::string_view key, size_t max,
            const std::function<void(const Json&, const std::string& path)>& read);

  /// Faults for the first member that nothing has read.
  void Finish();
  /// The same, but lets members pass whose name starts with "x-", which are for others to use, and
  /// returns them as an object (empty if there are none).
  Json FinishButPrivate();

  /// The path of a member, for faults that the caller finds.
  std::string PathOf(std::string_view key) const;

 private:
  const Json* Find(std::string_view key);

  const Json* object_;  // nullptr where the value was not an object.
  std::string path_;
  JsonFault* fault_;
  std::set<std::string, std::less<>> read_;
};

/// Checks one string by the rule of JsonObject::Text; for elements of arrays.
std::string JsonText(const nlohmann::json& value, const std::string& path, size_t max_bytes,
                     JsonFault* fault);

}  // namespace redquill

#endif  // REDQUILL_BASE_JSON_OBJECT_H_
