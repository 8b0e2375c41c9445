#ifndef REDQUILL_CONFIG_LOAD_H_
#define REDQUILL_CONFIG_LOAD_H_

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

/// Reads them all. kNotFound or kIo for the file; kInvalidArgument for a file that is not TOML, an
/// unknown key (the message names the nearest known one) or a value that doesn't fit; each says in
/// which file and line or in which variable.
Result<Config> Load(const Sources& sources);

/// Applies a TOML text; `name` stands in messages. The errors of Load.
Result<void> ApplyToml(std::string_view toml, std::string_view name, Config& config);

/// The environment variable of a key: "server.port" is REDQUILL__SERVER__PORT.
std::string VariableOf(std::string_view key);

/// This process's environment, only the variables named REDQUILL__….
std::map<std::string, std::string> Environment();

}  // namespace redquill::config

#endif  // REDQUILL_CONFIG_LOAD_H_
