#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/quote.h"
#include "config/load.h"
#include "http/access/api_keys.h"
#include "redquill/print.h"
#include "redquill/verbs.h"

namespace redquill::app {
namespace {

using http::ApiKey;

struct Options {
  std::string config, file, name;
  std::vector<std::string> scopes = {"score"};
  double rate = 0, burst = 0;
  bool json = false;
};

Result<std::string> FileOf(const Options& options) {
  if (!options.file.empty()) return options.file;
  auto config = config::Load({options.config, config::Environment(), {}});
  if (!config) return Failure(config.error());
  if (!config->auth.keys.empty()) return config->auth.keys;
  return Fail(Code::kInvalidArgument,
              "Name the file of keys with --file, or with auth.keys in a configuration (--config).",
              "file");
}

/// The keys of the file; none where there is no file yet.
Result<std::vector<ApiKey>> KeysIn(const std::string& file) {
  auto keys = http::ReadKeys(file);
  if (!keys && keys.error().code == Code::kNotFound) return std::vector<ApiKey>();
  return keys;
}

auto Named(std::vector<ApiKey>& keys, const std::string& name) {
  return std::find_if(keys.begin(), keys.end(), [&](const auto& key) { return key.name == name; });
}

std::string Joined(const std::vector<http::Scope>& scopes) {
  std::string joined;
  for (const auto scope : scopes) {
    joined += (joined.empty() ? "" : ",") + std::string(http::NameOf(scope));
  }
  return joined;
}

int Printed(const std::string& text, bool json) {
  Print(text);
  const auto printed = PrintedAll();
  return printed ? 0 : PrintError(printed.error(), json);
}

Result<http::IssuedKey> Issue(const Options& options, const std::string& file) {
  auto keys = KeysIn(file);
  if (!keys) return Failure(keys.error());
  if (Named(*keys, options.name) != keys->end()) {
    return Fail(Code::kConflict,
                "There is a key of the name " + Quoted(options.name) +
                    " already. Revoke it first, or give this one another name.",
                "name");
  }
  ApiKey wanted{options.name, {}, {}, options.rate, options.burst, {}};
  for (const auto& name : options.scopes) {
    auto scope = http::ParseScope(name);
    if (!scope) return Failure(scope.error());
    if (std::find(wanted.scopes.begin(), wanted.scopes.end(), *scope) == wanted.scopes.end()) {
      wanted.scopes.push_back(*scope);
    }
  }
  if (wanted.per_second > 0 && wanted.burst == 0) wanted.burst = std::max(1.0, wanted.per_second);
  auto issued = http::IssueKey(std::move(wanted));
  if (!issued) return issued;
  keys->push_back(issued->kept);
  if (auto written = http::WriteKeys(file, *keys); !written) return Failure(written.error());
  return issued;
}

int Add(const Options& options) {
  const auto file = FileOf(options);
  if (!file) return PrintError(file.error(), options.json);
  const auto issued = Issue(options, *file);
  if (!issued) return PrintError(issued.error(), options.json);
  const std::string key(issued->text.Reveal());
  if (options.json) {
    const nlohmann::json json = {{"name", options.name}, {"key", key}, {"file", *file}};
    return Printed(json.dump() + "\n", true);
  }
  return Printed(key + "\n\nThis is the only time that it is shown: " + *file +
                     " has its hash alone. A running server knows it after SIGHUP.\n",
                 false);
}

int List(const Options& options) {
  const auto file = FileOf(options);
  if (!file) return PrintError(file.error(), options.json);
  const auto keys = http::ReadKeys(*file);
  if (!keys) return PrintError(keys.error(), options.json);
  std::string text;
  auto json = nlohmann::json::array();
  for (const auto& key : *keys) {
    const std::string rate =
        key.per_second > 0 ? nlohmann::json(key.per_second).dump() + "/s" : "any rate";
    text += key.name + "  " + Joined(key.scopes) + "  " + rate + "  " + key.created + "\n";
    json.push_back({{"name", key.name},
                    {"scopes", Joined(key.scopes)},
                    {"per_second", key.per_second},
                    {"burst", key.burst},
                    {"created", key.created}});
  }
  if (options.json) return Printed(nlohmann::json({{"keys", json}}).dump() + "\n", true);
  return Printed(text.empty() ? "No keys.\n" : text, false);
}

int Revoke(const Options& options) {
  const auto file = FileOf(options);
  if (!file) return PrintError(file.error(), options.json);
  auto keys = http::ReadKeys(*file);
  if (!keys) return PrintError(keys.error(), options.json);
  const auto found = Named(*keys, options.name);
  if (found == keys->end()) {
    return PrintError(
        {Code::kNotFound,
         "There is no key of the name " + Quoted(options.name) + " in " + *file + ".", "name"},
        options.json);
  }
  keys->erase(found);
  const auto written = http::WriteKeys(*file, *keys);
  if (!written) return PrintError(written.error(), options.json);
  const std::string done = "Revoked. A running server refuses it after SIGHUP.\n";
  return Printed(options.json ? nlohmann::json({{"revoked", options.name}}).dump() + "\n" : done,
                 options.json);
}

CLI::App* Subcommand(CLI::App& command, const std::shared_ptr<Options>& options,
                     const std::string& name, const std::string& summary) {
  CLI::App* sub = command.add_subcommand(name, summary);
  sub->add_option("--file", options->file, "File of keys (default: auth.keys)");
  sub->add_option("--config", options->config, "Configuration file (TOML) that has auth.keys");
  sub->add_flag("--json", options->json, "Print JSON");
  return sub;
}

}  // namespace

Verb KeysVerb() {
  return {"keys", "API keys of a server: add, list, revoke",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            command.require_subcommand(1);
            CLI::App* add = Subcommand(command, options, "add", "Make a key and print it once");
            add->add_option("name", options->name, "Whose it is; stands in logs")->required();
            add->add_option("--scope", options->scopes,
                            "What it may do: score (usual), read-metrics, admin; more than once")
                ->take_all();
            add->add_option("--rate", options->rate, "Requests a second (default: any number)");
            add->add_option("--burst", options->burst,
                            "At once after a pause (default: a second's)");
            add->footer("Example:\n  redquill keys add grading --file keys.json --rate 20");
            CLI::App* list = Subcommand(command, options, "list", "Names, scopes and rates");
            CLI::App* revoke = Subcommand(command, options, "revoke", "Take a key back");
            revoke->add_option("name", options->name, "Whose it is")->required();
            return [options, add, list]() -> int {
              if (add->parsed()) return Add(*options);
              return list->parsed() ? List(*options) : Revoke(*options);
            };
          }};
}

}  // namespace redquill::app
