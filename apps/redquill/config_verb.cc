#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "config/keys.h"
#include "config/load.h"
#include "config/secrets.h"
#include "redquill/print.h"
#include "redquill/verbs.h"

namespace redquill::app {
namespace {

struct Options {
  std::string file;
  bool json = false, changed = false, check = false;
};

std::string OriginOf(const config::Origins& origins, std::string_view key) {
  const auto found = origins.find(key);
  return found == origins.end() ? "usual value" : found->second;
}

/// Every key with its value and where that came from; secrets as references only.
void Show(const Options& options, const config::Config& config, const config::Origins& origins) {
  nlohmann::json all = nlohmann::json::object();
  std::string text, group;
  for (const auto& key : config::Keys()) {
    const std::string origin = OriginOf(origins, key.name);
    if (options.changed && !origins.contains(key.name)) continue;
    const std::string value = config::Written(key, config);
    all[std::string(key.name)] = {{"value", nlohmann::json::parse(value)}, {"from", origin}};
    const std::string name(key.name);
    const size_t dot = name.find('.');
    if (name.substr(0, dot) != group) {
      group = name.substr(0, dot);
      text += (text.empty() ? "[" : "\n[") + group + "]\n";
    }
    text += name.substr(dot + 1) + " = " + value + "  # " + origin + "\n";
  }
  Print(options.json ? all.dump(2) + "\n" : text);
}

/// Resolves every secret that is named.
Result<size_t> CheckSecrets(const config::Config& config) {
  config::Secrets secrets;
  config::Config copy = config;
  size_t count = 0;
  for (const auto& key : config::Keys()) {
    const auto* reference = std::get_if<config::Reference>(&key.value);
    if (reference == nullptr || reference->in(copy).empty()) continue;
    auto secret = secrets.Resolve(reference->in(copy));
    if (!secret) return Failure(std::move(secret).error(), key.name);
    ++count;
  }
  for (const auto& warning : secrets.TakeWarnings()) {
    std::fprintf(stderr, "redquill: warning: %s\n", warning.c_str());
  }
  return count;
}

int Run(const Options& options) {
  const config::Sources sources{options.file, config::Environment(), {}};
  config::Origins origins;
  const auto config = config::Load(sources, &origins);
  if (!config) return PrintError(config.error(), options.json);
  for (const auto& warning : config::FileWarnings(sources)) {
    std::fprintf(stderr, "redquill: warning: %s\n", warning.c_str());
  }
  if (options.check) {
    const auto secrets = CheckSecrets(*config);
    if (!secrets) return PrintError(secrets.error(), options.json);
    Print(options.json
              ? nlohmann::json({{"set", origins.size()}, {"secrets", *secrets}}).dump() + "\n"
              : "The configuration is sound: " + std::to_string(origins.size()) + " keys set, " +
                    std::to_string(*secrets) + " secrets resolved.\n");
  } else {
    Show(options, *config, origins);
  }
  const auto printed = PrintedAll();
  return printed ? 0 : PrintError(printed.error(), false);
}

}  // namespace

Verb ConfigVerb() {
  return {"config", "Check or show the configuration",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            command.require_subcommand(1);
            const auto add = [&](const char* name, const char* summary) {
              CLI::App* sub = command.add_subcommand(name, summary);
              sub->add_option("--config", options->file, "Configuration file (TOML)");
              sub->add_flag("--json", options->json, "Print JSON");
              sub->footer(std::string("Example:\n  redquill config ") + name +
                          " --config redquill.toml");
              return sub;
            };
            add("check", "Read it, and resolve every secret")->callback([options] {
              options->check = true;
            });
            add("show", "Every key, its value and where that came from")
                ->add_flag("--changed", options->changed, "Only what somebody set");
            return [options] { return Run(*options); };
          }};
}

}  // namespace redquill::app
