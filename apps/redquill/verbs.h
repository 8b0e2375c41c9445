#ifndef REDQUILL_APPS_REDQUILL_VERBS_H_
#define REDQUILL_APPS_REDQUILL_VERBS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace redquill::app {

/// One verb of the command line. `declare` adds its options to the subcommand and returns what to
/// run when it was chosen; that returns the exit status.
struct Verb {
  const char* name;
  const char* summary;
  std::function<std::function<int()>(CLI::App&)> declare;
};

// Each is defined in a file of its own.
Verb AuditVerb();
Verb ConfigVerb();
Verb BenchVerb();
Verb CacheVerb();
Verb EmbedVerb();
Verb EvaluateVerb();
Verb FeaturesVerb();
Verb KeysVerb();
Verb RecordsVerb();
Verb SecretsVerb();
Verb ModelsVerb();
Verb ScoreVerb();
Verb ServeVerb();
Verb TokenizeVerb();
Verb VerifyReceiptVerb();

/// Every verb, in the order of `redquill --help`.
std::vector<Verb> Verbs();

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_VERBS_H_
