#ifndef REDQUILL_MODEL_HF_MEMBERS_H_
#define REDQUILL_MODEL_HF_MEMBERS_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/hf/config.h"

namespace redquill::model::hf {

/// The largest sizes that are read. A config.json beyond them is a mistake or an attack: nothing is
/// allocated for it.
inline constexpr int64_t kMostVocabulary = 4'000'000;
inline constexpr int64_t kMostWidth = 65'536;
inline constexpr int64_t kMostLayers = 256;
inline constexpr int64_t kMostHeads = 1024;
inline constexpr int64_t kMostPositions = 10'000'000;

/// Reads config.json's members by name and rule; members that nothing asks for are ignored, as the
/// library that wrote them ignores them. The first fault is kept and later readings go on with
/// values in bounds, so that a configuration is read in a row and the fault looked at once. Borrows
/// the JSON.
class Members {
 public:
  explicit Members(const nlohmann::json& object) : object_(object) {}

  /// True where the member is there and not null.
  bool Has(std::string_view key) const;

  /// A whole number from 1 to `max`; a fault where it is missing.
  int64_t Size(std::string_view key, int64_t max);
  /// The same with a default; `min` may be 0 or -1.
  int64_t Size(std::string_view key, int64_t min, int64_t max, int64_t missing);
  /// A finite number above 0.
  double Positive(std::string_view key, double missing);
  bool Flag(std::string_view key, bool missing);
  /// A string of at most 200 bytes.
  std::string Text(std::string_view key, std::string_view missing);
  /// An activation's name.
  Activation Function(std::string_view key, std::string_view missing);

  /// kUnsupported unless the flag has the value given.
  void Insist(std::string_view key, bool value, bool missing, std::string_view why);
  void Unsupported(std::string_view key, std::string_view why);
  void Wrong(std::string_view key, std::string_view rule);

  const nlohmann::json& json() const { return object_; }
  const std::optional<Error>& fault() const { return fault_; }

 private:
  void Set(Code code, std::string_view key, std::string message);

  const nlohmann::json& object_;
  std::optional<Error> fault_;
};

// One architecture a file; each fills all that ReadConfig does not fill for every architecture.
/// The members that BERT, RoBERTa and DeBERTa share, but for the token types.
void ReadEncoder(Members& in, Config* config);
void ReadBert(Members& in, Config* config);
void ReadDistilBert(Members& in, Config* config);
void ReadRoberta(Members& in, Config* config);
void ReadDeberta(Members& in, Config* config);
void ReadGpt2(Members& in, Config* config);
void ReadLlama(Members& in, Config* config);

}  // namespace redquill::model::hf

#endif  // REDQUILL_MODEL_HF_MEMBERS_H_
