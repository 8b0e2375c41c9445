#include <memory>
#include <nlohmann/json.hpp>

#include "cache/answer_text.h"
#include "cache/exact.h"
#include "model/models_folder.h"
#include "redquill/ask_server.h"
#include "redquill/open_store.h"
#include "redquill/print.h"
#include "redquill/verbs.h"
#include "scoring/service.h"
#include "text/normalize.h"

namespace redquill::app {
namespace {

using nlohmann::json;

struct Options {
  std::string store, server, model_digest, essay, model, models, prompt;
  std::optional<double> older_than_days;
  double ttl_s = 86'400;
  bool explain = false, as_json = false;
};

using Action = Result<int> (*)(const Options&);

std::string Age(store::TimeMs since) {
  const double seconds = static_cast<double>(store::Now() - since) / 1000;
  char text[64];
  std::snprintf(text, sizeof text, seconds < 7200 ? "%.0f s" : "%.1f hours",
                seconds < 7200 ? seconds : seconds / 3600);
  return text;
}

void Say(const Options& options, const json& machine, const std::string& human) {
  Print(options.as_json ? machine.dump() + "\n" : human);
}

Result<std::unique_ptr<store::Store>> StoreOf(const Options& options) {
  if (!options.store.empty()) return OpenExistingStore(options.store);
  return Fail(Code::kInvalidArgument,
              "Name the database with --store, or a running server with --server.", "--store");
}

Result<int> ServerStats(const Options& options) {
  const auto stats = AskServer(options.server, "/v1/cache/stats", "");
  if (!stats) return Failure(stats.error());
  std::string human;
  const json tiers = stats->value("tiers", json::object());
  for (const auto& [tier, counts] : tiers.items()) {
    human += tier + ":";
    for (const auto& [name, count] : counts.items()) human += " " + name + " " + count.dump() + ",";
    human.back() = '\n';
  }
  Say(options, *stats, human);
  return 0;
}

Result<int> ServerExplain(const Options& options) {
  const auto essay = ReadInput(options.essay, text::kMaxEssayBytes);
  if (!essay) return Failure(essay.error());
  if (const auto text = text::Normalize(*essay); !text) return Failure(text.error(), options.essay);
  const json body = {{"essay", *essay},
                     {"model", options.model},
                     {"prompt", options.prompt},
                     {"explain", options.explain}};
  const auto said = AskServer(options.server, "/v1/cache/explain", body.dump());
  if (!said) return Failure(said.error());
  std::string human = "Tier: " + said->value("tier", "") + ". " + said->value("why", "") + "\n";
  const json tiers = said->value("tiers", json::array());
  for (const auto& tier : tiers) {
    human += "  " + tier.value("tier", "") + ": " + (tier.value("answers", false) ? "yes" : "no") +
             ". " + tier.value("why", "") + "\n";
  }
  Say(options, *said, human);
  return 0;
}

Result<int> Stats(const Options& options) {
  if (!options.server.empty()) return ServerStats(options);
  auto store = StoreOf(options);
  if (!store) return Failure(store.error());
  const auto stats = (*store)->Cached();
  if (!stats) return Failure(stats.error());
  Say(options,
      {{"entries", stats->entries}, {"bytes", stats->bytes}, {"oldest_ms", stats->oldest_ms}},
      std::to_string(stats->entries) + " answers in the database, " + std::to_string(stats->bytes) +
          " bytes" + (stats->entries > 0 ? ", the oldest " + Age(stats->oldest_ms) + " old" : "") +
          ".\n");
  return 0;
}

Result<int> Clear(const Options& options) {
  auto store = StoreOf(options);
  if (!store) return Failure(store.error());
  std::optional<store::TimeMs> before;
  if (options.older_than_days) {
    before = store::Now() - static_cast<store::TimeMs>(*options.older_than_days * 86'400'000);
  }
  const auto cleared = (*store)->ClearCached(options.model_digest, before);
  if (!cleared) return Failure(cleared.error());
  auto noted = (*store)->Note({store::Now(), "clear cache", "", "", std::to_string(*cleared)});
  if (!noted) return Failure(noted.error());
  Say(options, {{"cleared", *cleared}},
      std::to_string(*cleared) + (*cleared == 1 ? " answer" : " answers") +
          " cleared. A server keeps its own in memory: cache.ttl_s at most, or until it "
          "restarts.\n");
  return 0;
}

/// The key under which a server of this program on this machine would keep the essay's answer.
Result<std::string> KeyFor(const Options& options, scoring::ModelInfo& model) {
  const auto essay = ReadInput(options.essay, text::kMaxEssayBytes);
  if (!essay) return Failure(essay.error());
  const auto text = text::Normalize(*essay);
  if (!text) return Failure(text.error(), options.essay);
  const auto folder = model::ModelsFolder(options.models);
  if (!folder) return Failure(folder.error());
  scoring::Options load{.models_folder = *folder, .warm_up = false};
  if (!options.model.empty()) load.only = {options.model};
  auto service = scoring::Service::Load(load);
  if (!service) return Failure(service.error());
  const auto found = (*service)->Find({*essay, options.model, options.prompt, options.explain});
  if (!found) return Failure(found.error());
  model = (*found)->info();
  return cache::KeyOf(text->utf8(), model, options.prompt, options.explain);
}

Result<int> Explain(const Options& options) {
  if (!options.server.empty()) return ServerExplain(options);
  auto store = StoreOf(options);
  if (!store) return Failure(store.error());
  scoring::ModelInfo model;
  const auto key = KeyFor(options, model);
  if (!key) return Failure(key.error());
  const auto entry = (*store)->FindCached(*key);
  if (!entry) return Failure(entry.error());
  std::string why = "scored anew: no answer for this text, package " + model.digest.substr(0, 16) +
                    "…, prompt, program and machine type";
  std::string tier = "none";
  if (*entry) {
    const double age_s = static_cast<double>(store::Now() - (*entry)->when_ms) / 1000;
    if (options.ttl_s > 0 && age_s > options.ttl_s) {
      why = "scored anew: the answer is " + Age((*entry)->when_ms) + " old, over the limit";
    } else if (!cache::ReadAnswer(*key, (*entry)->value)) {
      why = "scored anew: the answer is damaged";
    } else {
      tier = "exact";
      why = "the answer of " + Age((*entry)->when_ms) + " ago is given again";
    }
  }
  Say(options,
      {{"tier", tier},
       {"why", why},
       {"key", *key},
       {"model", model.manifest.name},
       {"model_digest", model.digest}},
      "Tier: " + tier + ", " + why + ".\nKey:  " + *key + "\n");
  return 0;
}

void Declare(CLI::App& command, const std::shared_ptr<Options>& options,
             const std::shared_ptr<Action>& chosen) {
  const auto add = [&](const char* name, const char* summary, Action action) {
    CLI::App* sub = command.add_subcommand(name, summary);
    sub->add_option("--store", options->store, "The database");
    sub->add_flag("--json", options->as_json, "Print JSON");
    sub->callback([chosen, action] { *chosen = action; });
    return sub;
  };
  const auto ask = [&](CLI::App* sub) {
    sub->add_option("--server", options->server,
                    "A running server (http://127.0.0.1:8080) instead: what it has in memory. "
                    "REDQUILL_API_KEY holds the key where it wants one")
        ->excludes("--store");
    return sub;
  };
  ask(add("stats", "How many answers are kept", &Stats))
      ->footer(
          "Examples:\n  redquill cache stats --store scores.db\n"
          "  redquill cache stats --server http://127.0.0.1:8080");
  CLI::App* clear =
      add("clear", "Remove a database's answers; its log keeps that it was done", &Clear);
  clear->add_option("--model-digest", options->model_digest, "Only a model package's answers");
  clear->add_option("--older-than-days", options->older_than_days, "Only answers that old")
      ->check(CLI::Range(0.0, 1e5));
  clear->footer("Example:\n  redquill cache clear --store scores.db --older-than-days 7");
  CLI::App* explain =
      ask(add("explain", "Whether an essay would be answered again, and why", &Explain));
  explain->add_option("essay", options->essay, "The essay, or - for stdin")->required();
  explain->add_option("--model", options->model, "Model (default: features)");
  explain->add_option("--prompt", options->prompt, "The prompt as requests name it");
  explain->add_flag("--explain", options->explain, "As if the request asked for influences");
  explain->add_option("--ttl", options->ttl_s, "The server's cache.ttl_s")
      ->check(CLI::Range(0.0, 31'536'000.0));
  AddModelsOption(*explain, options->models);
  explain->footer(
      "Examples:\n  redquill cache explain essay.txt --store scores.db\n"
      "  redquill cache explain essay.txt --server http://127.0.0.1:8080");
}

}  // namespace

Verb CacheVerb() {
  return {"cache", "What is given again instead of scored: count, clear, explain",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            auto chosen = std::make_shared<Action>(nullptr);
            command.require_subcommand(1);
            Declare(command, options, chosen);
            return [options, chosen]() -> int {
              auto status = (*chosen)(*options);
              if (!status) return PrintError(status.error(), options->as_json);
              auto printed = PrintedAll();
              return printed ? *status : PrintError(printed.error(), false);
            };
          }};
}

}  // namespace redquill::app
