#ifndef REDQUILL_TEXT_TOKENIZER_PART_H_
#define REDQUILL_TEXT_TOKENIZER_PART_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill::text {

/// One object of a tokenizer.json under reading: its members by type, each fault named by its path.
/// After the first fault every reading gives an empty value. Borrows the document.
class Part {
 public:
  using Json = nlohmann::json;

  Part(const Json& value, std::string path);

  const std::string& path() const { return path_; }
  const std::string& type() const { return type_; }

  bool Has(const char* key) const;
  const Json& At(const char* key);
  /// Any string, empty ones too.
  std::string Text(const char* key);
  std::string Text(const char* key, std::string_view unless_there);
  bool Bool(const char* key);
  bool Bool(const char* key, bool unless_there);
  /// A whole number of 0 to 2^31 - 2.
  int32_t Id(const char* key);

  void SetFault(const std::string& key, const std::string& rule);
  /// kUnsupported for something that is understood but not done.
  void SetUnsupported(const std::string& what);
  const std::optional<Error>& fault() const { return fault_; }

  /// kUnsupported: this part is of a type that `kind` readers here don't know.
  static tl::unexpected<Error> Unknown(std::string_view kind, const Part& part);

 private:
  const Json* object_;
  std::string path_, type_;
  std::optional<Error> fault_;
};

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_PART_H_
