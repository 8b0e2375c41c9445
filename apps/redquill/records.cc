#include "redquill/records.h"

#include <memory>

#include "base/file.h"
#include "base/sha256.h"
#include "redquill/print.h"
#include "redquill/verbs.h"
#include "text/normalize.h"

namespace redquill::app {
namespace {

using Action = Result<int> (*)(const RecordsOptions&);

CLI::App* AddAction(CLI::App& command, const char* name, const char* summary, Action action,
                    const std::shared_ptr<RecordsOptions>& options,
                    const std::shared_ptr<Action>& chosen) {
  CLI::App* sub = command.add_subcommand(name, summary);
  sub->add_option("--store", options->store, "The database")->required();
  sub->add_flag("--json", options->json, "Print JSON");
  sub->callback([chosen, action] { *chosen = action; });
  return sub;
}

void AddSelection(CLI::App* sub, const std::shared_ptr<RecordsOptions>& options) {
  sub->add_option("--id", options->selection.id, "The record of that id");
  sub->add_option("--person", options->selection.person, "One person's records");
  sub->add_option("--model-digest", options->selection.model_digest, "A model package's records");
  sub->add_option("--essay", options->essay, "The records of the essay in this file");
  sub->add_option("--older-than-days", options->older_than_days, "Only records that old")
      ->check(CLI::Range(0.0, 1e5));
}

void Declare(CLI::App& command, const std::shared_ptr<RecordsOptions>& options,
             const std::shared_ptr<Action>& chosen) {
  CLI::App* list = AddAction(command, "list", "The newest records", &ListRecords, options, chosen);
  AddSelection(list, options);
  list->footer("Example:\n  redquill records list --store scores.db --person pupil-17");
  CLI::App* out = AddAction(command, "export", "All records, as CSV or JSON Lines", &ExportRecords,
                            options, chosen);
  AddSelection(out, options);
  out->add_option("--out", options->out, "Write to a file, which appears when it is whole");
  out->footer(
      "Example:\n  redquill records export --store scores.db --out scores.csv\n"
      "With --json: one JSON object a line, the receipt and overrides among it.");
  CLI::App* judge = AddAction(command, "override", "Put a person's score beside the machine's",
                              &OverrideRecord, options, chosen);
  judge->add_option("id", options->selection.id, "The record")->required();
  judge->add_option("--score", options->score, "The person's score")->required();
  judge->add_option("--by", options->by, "Who decided")->required();
  judge->add_option("--reason", options->reason, "Why");
  judge->footer(
      "Example:\n  redquill records override 3f0c… --store scores.db --score 4 --by hill");
  CLI::App* erase =
      AddAction(command, "erase", "Remove records for good; the log keeps that it was done",
                &EraseRecords, options, chosen);
  AddSelection(erase, options);
  erase->add_option("--by", options->by, "Who asked for it");
  erase->footer(
      "Examples:\n  redquill records erase --store scores.db --person pupil-17 --by office\n"
      "  redquill records erase --store scores.db --older-than-days 365   (retention, from cron)");
}

}  // namespace

Result<store::Selection> SelectionOf(const RecordsOptions& options) {
  store::Selection selection = options.selection;
  if (options.older_than_days) {
    selection.before_ms =
        store::Now() - static_cast<store::TimeMs>(*options.older_than_days * 86'400'000);
  }
  if (options.essay.empty()) return selection;
  const auto bytes = ReadFile(options.essay, text::kMaxEssayBytes);
  if (!bytes) return Failure(bytes.error());
  const auto text = text::Normalize(*bytes);
  if (!text) return Failure(text.error(), options.essay);
  selection.text_sha256 = Sha256Hex(text->utf8());
  return selection;
}

Verb RecordsVerb() {
  return {"records", "List, export, override and erase records of scores",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<RecordsOptions>();
            auto chosen = std::make_shared<Action>(nullptr);
            command.require_subcommand(1);
            Declare(command, options, chosen);
            return [options, chosen]() -> int {
              auto status = (*chosen)(*options);
              if (!status) return PrintError(status.error(), options->json);
              auto printed = PrintedAll();
              return printed ? *status : PrintError(printed.error(), false);
            };
          }};
}

}  // namespace redquill::app
