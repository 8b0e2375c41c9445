#include "config/load.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

#include "base/file.h"
#include "base/nearest.h"
#include "config/keys.h"

namespace redquill::config {
namespace {

constexpr std::string_view kPrefix = "REDQUILL__";
constexpr uint64_t kMaxFileBytes = 1 << 20;

Result<void> ApplyEnvironment(const std::map<std::string, std::string>& environment, Config& config,
                              Origins* origins) {
  std::vector<std::string> variables;
  for (const Key& key : Keys()) variables.push_back(VariableOf(key.name));
  for (const auto& [name, value] : environment) {
    if (!name.starts_with(kPrefix)) continue;
    const auto found = std::find(variables.begin(), variables.end(), name);
    if (found == variables.end()) {
      return Fail(Code::kInvalidArgument,
                  "The environment variable " + name + " sets nothing that exists." +
                      DidYouMean(name, {variables.begin(), variables.end()}),
                  name);
    }
    const Key& key = Keys()[static_cast<size_t>(found - variables.begin())];
    if (auto done = AssignText(key, value, config); !done) {
      return Failure(done.error(), "environment variable " + name);
    }
    if (origins != nullptr) (*origins)[std::string(key.name)] = name;
  }
  return {};
}

}  // namespace

std::string VariableOf(std::string_view key) {
  std::string variable(kPrefix);
  for (const char c : key) {
    if (c == '.') {
      variable += "__";
    } else {
      variable += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
  }
  return variable;
}

std::map<std::string, std::string> Environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view line = *entry;
    const auto equals = line.find('=');
    if (!line.starts_with(kPrefix) || equals == std::string_view::npos) continue;
    variables.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return variables;
}

Result<Config> Load(const Sources& sources, Origins* origins) {
  Config config;
  if (!sources.file.empty()) {
    auto text = ReadFile(sources.file, kMaxFileBytes);
    if (!text) return Failure(text.error(), "configuration");
    if (auto done = ApplyToml(*text, sources.file, config, origins); !done)
      return Failure(done.error());
  }
  if (auto done = ApplyEnvironment(sources.environment, config, origins); !done) {
    return Failure(done.error());
  }
  for (const auto& flag : sources.flags) {
    const Key* key = FindKey(flag.key);
    if (key == nullptr) {
      return Fail(Code::kInvalidArgument,
                  "There is no setting " + flag.key + "." + NearestKey(flag.key), flag.key);
    }
    if (auto done = AssignText(*key, flag.value, config); !done) return Failure(done.error());
    if (origins != nullptr) (*origins)[flag.key] = "a flag";
  }
  return config;
}

std::vector<std::string> FileWarnings(const Sources& sources) {
  struct stat status;
  if (sources.file.empty() || ::stat(sources.file.c_str(), &status) != 0) return {};
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return {};
  auto text = ReadFile(sources.file, kMaxFileBytes);
  Config config;
  if (!text || !ApplyToml(*text, sources.file, config)) return {};
  for (const Key& key : Keys()) {
    const auto* reference = std::get_if<Reference>(&key.value);
    if (reference == nullptr || !reference->in(config).starts_with("plain:")) continue;
    return {sources.file + " holds a secret (" + std::string(key.name) +
            ") and others on this machine may read it: chmod 600 " + sources.file};
  }
  return {};
}

}  // namespace redquill::config
