#ifndef REDQUILL_CONFIG_KEYS_H_
#define REDQUILL_CONFIG_KEYS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "config/config.h"

namespace redquill::config {

/// Where a key's value lies in the struct, and which values it may have.
struct Text {
  std::string& (*in)(Config&);
};
struct Choice {
  std::string& (*in)(Config&);
  std::vector<std::string_view> allowed;
};
struct Count {
  uint64_t& (*in)(Config&);
  uint64_t min, max;
};
struct Seconds {
  double& (*in)(Config&);
  double min, max;
};
struct Switch {
  bool& (*in)(Config&);
};
/// Says where a secret is kept (config/secret_reference.h); shown without what a "plain:" holds.
struct Reference {
  std::string& (*in)(Config&);
};
struct Texts {
  std::vector<std::string>& (*in)(Config&);
};

/// One setting.
struct Key {
  std::string_view name;  ///< As in the file: "server.port".
  std::variant<Text, Choice, Count, Seconds, Switch, Texts, Reference> value;
  std::string_view meaning;  ///< For people, a sentence.
};

/// Every setting, in the order of the documentation.
std::span<const Key> Keys();

/// The key of that name, or nullptr.
const Key* FindKey(std::string_view name);

/// " Did you mean server.port?" or nothing.
std::string NearestKey(std::string_view name);

/// A value as a file holds it (TOML's types), before its key was asked whether it fits.
using Given = std::variant<std::string, int64_t, double, bool, std::vector<std::string>>;

/// Puts a value where its key says. kInvalidArgument with the key as field where its type or size
/// doesn't fit; the message tells what would.
Result<void> Assign(const Key& key, const Given& given, Config& config);

/// The same for a value written as text, as environment variables and flags have it: numbers in
/// decimal, switches true or false, lists with commas.
Result<void> AssignText(const Key& key, std::string_view text, Config& config);

/// A key's present value, written as TOML; of a secret no more than where it is kept.
std::string Written(const Key& key, Config config);

/// "a whole number from 1 to 8", for messages and the documentation.
std::string Rule(const Key& key);

}  // namespace redquill::config

#endif  // REDQUILL_CONFIG_KEYS_H_
