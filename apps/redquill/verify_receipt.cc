#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/file.h"
#include "base/json.h"
#include "model/library.h"
#include "model/models_folder.h"
#include "redquill/local_models.h"
#include "redquill/print.h"
#include "redquill/verbs.h"
#include "scoring/receipt.h"
#include "scoring/service.h"
#include "text/normalize.h"

namespace redquill::app {
namespace {

struct Options {
  std::string receipt, essay;
  LocalModels models;
  bool json = false;
};

/// Scores the essay again with the package that the receipt names.
Result<std::vector<scoring::Difference>> Verify(const Options& options) {
  auto text = ReadInput(options.receipt, 1 << 20);
  if (!text) return Failure(text.error());
  const auto json = ParseJson(*text);
  if (!json) return Failure(json.error(), options.receipt);
  auto claimed = scoring::ReceiptFromJson(*json);
  if (!claimed) return Failure(claimed.error());
  auto essay = ReadInput(options.essay, text::kMaxEssayBytes);
  if (!essay) return Failure(essay.error());

  const auto folder = model::ModelsFolder(options.models.folder);
  if (!folder) return Failure(folder.error());
  auto library = model::ReadLibrary(*folder);
  if (!library) return Failure(library.error());
  std::string name;
  for (const auto& entry : library->entries) {
    if (entry.heading.digest == claimed->package_digest) name = entry.heading.manifest.name;
  }
  if (name.empty()) {
    return Fail(Code::kNotFound,
                "The package " + claimed->package_digest.substr(0, 16) + "… (" + claimed->model +
                    ") is not in " + *folder +
                    ". Fetch that package; another version can't repeat the "
                    "score.",
                "package_digest");
  }
  const auto engine = LocalEngine(options.models);
  if (!engine) return Failure(engine.error());
  auto service = scoring::Service::Load({.models_folder = *folder,
                                         .only = {name},
                                         .default_model = name,
                                         .engine = *engine,
                                         .warm_up = false});
  if (!service) return Failure(service.error());
  const bool named = claimed->recognised == "named";
  auto answer = (*service)->Score({*essay, name, named ? claimed->prompt : "", false});
  if (!answer) return Failure(answer.error());
  return scoring::Compare(*claimed, answer->receipt);
}

int Report(const Options& options, const std::vector<scoring::Difference>& differences) {
  bool holds = true;
  nlohmann::json list = nlohmann::json::array();
  for (const auto& difference : differences) {
    holds = holds && !difference.disproves;
    list.push_back({{"member", difference.member},
                    {"claimed", difference.claimed},
                    {"repeated", difference.repeated},
                    {"disproves", difference.disproves}});
  }
  if (options.json) {
    std::printf("%s\n", nlohmann::json{{"holds", holds}, {"differences", list}}.dump().c_str());
    return holds ? 0 : 1;
  }
  for (const auto& difference : differences) {
    std::printf("%-17s claimed %s, repeated %s%s\n", difference.member.c_str(),
                difference.claimed.c_str(), difference.repeated.c_str(),
                difference.disproves ? "" : "  (a circumstance, not a contradiction)");
  }
  std::printf("%s\n", holds ? "The receipt holds: the same essay and package give the same score, "
                              "bit for bit."
                            : "The receipt does NOT hold.");
  return holds ? 0 : 1;
}

}  // namespace

Verb VerifyReceiptVerb() {
  return {"verify-receipt", "Repeat a score and compare it with its receipt, bit for bit",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            command
                .add_option("receipt", options->receipt,
                            "Receipt or whole answer (JSON; - reads stdin)")
                ->required();
            command.add_option("--essay", options->essay, "The essay's text file")->required();
            AddLocalModels(command, options->models);
            command.add_flag("--json", options->json, "Print the result as JSON");
            command.footer(
                "Example:\n  redquill score essay.txt --json > answer.json\n"
                "  redquill verify-receipt answer.json --essay essay.txt");
            return [options]() -> int {
              auto differences = Verify(*options);
              if (!differences) return PrintError(differences.error(), options->json);
              return Report(*options, *differences);
            };
          }};
}

}  // namespace redquill::app
