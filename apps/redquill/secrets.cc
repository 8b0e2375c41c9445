#include "config/secrets.h"

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "config/secret_reference.h"
#include "redquill/print.h"
#include "redquill/verbs.h"

namespace redquill::app {
namespace {

struct Options {
  std::string reference;
  bool json = false;
};

/// Says that a reference leads to a secret, and how long it is; never what it is.
int Check(const Options& options) {
  auto reference = config::ParseSecretReference(options.reference);
  if (!reference) return PrintError(reference.error(), options.json);
  const std::string name = config::Described(*reference);
  config::Secrets secrets;
  const auto secret = secrets.Resolve(options.reference);
  for (const std::string& warning : secrets.TakeWarnings()) {
    std::fprintf(stderr, "redquill: warning: %s\n", warning.c_str());
  }
  if (!secret) return PrintError(secret.error(), options.json);
  if (options.json) {
    Print(nlohmann::json({{"reference", name}, {"bytes", secret->size()}}).dump() + "\n");
  } else {
    Print(name + " resolves: " + std::to_string(secret->size()) + " bytes\n");
  }
  const auto printed = PrintedAll();
  return printed ? 0 : PrintError(printed.error(), false);
}

}  // namespace

Verb SecretsVerb() {
  return {"secrets", "Check that a secret can be had, without showing it",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            command.require_subcommand(1);
            CLI::App* check = command.add_subcommand("check", "Resolve a reference to a secret");
            check
                ->add_option("reference", options->reference,
                             "env:NAME, file:/path, aws-sm:name or aws-sm:name#key")
                ->required();
            check->add_flag("--json", options->json, "Print JSON");
            check->footer("Example:\n  redquill secrets check aws-sm:essays/database#password");
            return [options] { return Check(*options); };
          }};
}

}  // namespace redquill::app
