#include "http/serve.h"

#include <memory>
#include <optional>

#include "base/log.h"
#include "base/version.h"
#include "config/load.h"
#include "redquill/browser.h"
#include "redquill/engine_options.h"
#include "redquill/model_source.h"
#include "redquill/print.h"
#include "redquill/verbs.h"
#include "scoring/service.h"

namespace redquill::app {
namespace {

struct Options {
  std::string config;
  std::vector<config::Override> flags;
  bool open = false;
};

/// A flag that sets a key of the configuration.
void AddFlag(CLI::App& command, const std::shared_ptr<Options>& options, const std::string& flag,
             const char* key, const char* description) {
  command.add_option_function<std::string>(
      flag,
      [options, key](const std::string& value) {
        options->flags.push_back({key, value});
      },
      description);
}

/// Where the models come from, now and later.
Result<http::ModelSupply> SupplyOf(const config::Config& config, const Log& log) {
  const auto engine = EngineOptions(config.engine);
  if (!engine) return Failure(engine.error());
  auto opened = ModelSource::Open(config, log);
  if (!opened) return Failure(opened.error());
  const std::shared_ptr<ModelSource> source = std::move(*opened);
  const scoring::Options options{.models_folder = {},
                                 .only = config.models.only,
                                 .default_model = config.models.default_model,
                                 .engine = *engine,
                                 .warm_up = false};
  http::ModelSupply supply;
  supply.only = config.models.only;
  supply.engine = *engine;
  supply.load = [source, options]() -> Result<std::unique_ptr<const scoring::Service>> {
    const auto library = source->Bring();
    if (!library) return Failure(library.error());
    return scoring::Service::Load(*library, options);
  };
  supply.bring = [source] { return source->Bring(); };
  supply.open = [engine = *engine](std::shared_ptr<const model::Package> package) {
    return scoring::LoadedModel::Load(std::move(package), engine);
  };
  return supply;
}

LogLevel LevelOf(const std::string& name) {
  if (name == "debug") return LogLevel::kDebug;
  if (name == "warn") return LogLevel::kWarn;
  return name == "error" ? LogLevel::kError : LogLevel::kInfo;
}

int Run(const Options& options) {
  const auto config = config::Load({options.config, config::Environment(), options.flags});
  if (!config) return PrintError(config.error(), false);
  const Log log(config->log.format == "json" ? LogForm::kJson : LogForm::kText,
                LevelOf(config->log.level));
  for (const auto& warning : config::FileWarnings({options.config, {}, {}})) {
    log.Write(LogLevel::kWarn, warning);
  }
  const auto ready = [&](const std::string& url, size_t count) {
    Print(std::string("redquill ") + kVersion + ": " + url + " is ready, " + std::to_string(count) +
          (count == 1 ? " model\n" : " models\n"));
    static_cast<void>(PrintedAll());
    if (options.open) OpenBrowser(url);
  };
  auto supply = SupplyOf(*config, log);
  if (!supply) return PrintError(supply.error(), false);
  const auto served = http::Serve(*config, log, std::move(*supply), ready);
  return served ? 0 : PrintError(served.error(), false);
}

}  // namespace

Verb ServeVerb() {
  return {"serve", "Serve the page and the HTTP interface",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            command.add_option("--config", options->config,
                               "Configuration file (TOML); docs/configuration.md has its keys");
            AddFlag(command, options, "--address", "server.address",
                    "Address to listen on (127.0.0.1: this machine only)");
            AddFlag(command, options, "--port", "server.port",
                    "Port to listen on (8080; 0 takes a free one)");
            AddFlag(command, options, "--models", "models.folder",
                    "Folder with the models, or s3://bucket/prefix");
            AddFlag(command, options, "--workers", "workers.count",
                    "Threads that score (0: one a processor)");
            AddFlag(command, options, "--store", "store.place",
                    "Database file that keeps a record of every score (default: none)");
            AddFlag(command, options, "--log-format", "log.format", "text or json");
            command.add_flag("--open", options->open, "Open the page in the browser when ready");
            command.footer("Example:\n  redquill serve --port 9000 --models models");
            return [options]() -> int { return Run(*options); };
          }};
}

}  // namespace redquill::app
