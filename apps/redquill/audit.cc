#include <memory>
#include <nlohmann/json.hpp>

#include "base/progress.h"
#include "redquill/open_store.h"
#include "redquill/print.h"
#include "redquill/verbs.h"

namespace redquill::app {
namespace {

struct Options {
  std::string store, expect;
  bool json = false, quiet = false;
};

Result<int> Verify(const Options& options) {
  auto store = OpenExistingStore(options.store);
  if (!store) return Failure(store.error());
  if (auto sound = (*store)->CheckFiles(); !sound) return Failure(sound.error());
  Progress progress("Verifying", 0, "entries", options.quiet || options.json);
  const auto finding = store::VerifyAudit(
      **store, options.expect, [&](int64_t done) { progress.Set(static_cast<uint64_t>(done)); });
  if (!finding) return Failure(finding.error());
  const bool holds = finding->fault.empty();
  if (options.json) {
    Print(nlohmann::json({{"holds", holds},
                          {"entries", finding->entries},
                          {"records", finding->records},
                          {"head", finding->head},
                          {"fault", finding->fault}})
              .dump() +
          "\n");
  } else if (holds) {
    Print("The log holds: " + std::to_string(finding->entries) + " entries, " +
          std::to_string(finding->records) + " records as they were written.\nHead " +
          finding->head + " (keep it elsewhere; --expect checks that nothing was cut off)\n");
  } else {
    Print("The log does NOT hold. " + finding->fault + "\n");
  }
  return holds ? 0 : 1;
}

}  // namespace

Verb AuditVerb() {
  return {"audit", "Check that no record was changed, added or taken out",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            command.require_subcommand(1);
            CLI::App* verify = command.add_subcommand("verify", "Check the log's hash chain");
            verify->add_option("--store", options->store, "The database")->required();
            verify->add_option("--expect", options->expect, "A head noted earlier");
            verify->add_flag("--json", options->json, "Print JSON");
            verify->add_flag("--quiet", options->quiet, "No progress bar");
            verify->footer(
                "Example:\n  redquill audit verify --store scores.db\n"
                "Exit status: 0 it holds, 1 it does not, 2 it can't be read.");
            return [options]() -> int {
              auto status = Verify(*options);
              if (!status) return PrintError(status.error(), options->json);
              auto printed = PrintedAll();
              return printed ? *status : PrintError(printed.error(), false);
            };
          }};
}

}  // namespace redquill::app
