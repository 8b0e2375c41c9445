#ifndef REDQUILL_CONFIG_LOAD_H_
#define REDQUILL_CONFIG_LOAD_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/config.h"

namespace redquill::config {

/// A value that a flag gives to a key: {"server.port", "9000"}.
struct Override {
  std::string key, value;
};

/// Where settings come from; a later source wins over an earlier one.
struct Sources {
  std::string file;                                ///< Path of a TOML file; empty for none.
  std::map<std::string, std::string> environment;  ///< Variables by name; others than
                                                   ///< REDQUILL__… are left alone.
  std::vector<Override> flags;
};

/// Where each key that somebody set got its value: "redquill.toml, line 3", a variable's name or
/// "a flag". Keys that are not in it have their usual values.
using Origins = std::map<std::string, std::string, std::less<>>;

/// Reads them all. kNotFound or kIo for the file; kInvalidArgument for a file that is not TOML, an
/// unknown key (the message names the nearest known one) or a value that doesn't fit; each says in
/// which file and line or in which variable.
Result<Config> Load(const Sources& sources, Origins* origins = nullptr);

/// Applies a TOML text; `name` stands in messages. The errors of Load.
Result<void> ApplyToml(std::string_view toml, std::string_view name, Config& config,
                       Origins* origins = nullptr);

/// What an operator should hear about the file: that it holds secrets and others may read it.
std::vector<std::string> FileWarnings(const Sources& sources);

/// The environment variable of a key: "server.port" is REDQUILL__SERVER__PORT.
std::string VariableOf(std::string_view key);

/// This process's environment, only the variables named REDQUILL__….
std::map<std::string, std::string> Environment();

}  // namespace redquill::config

#endif  // REDQUILL_CONFIG_LOAD_H_
