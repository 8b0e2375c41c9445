#ifndef REDQUILL_APPS_REDQUILL_TRAIN_VERBS_H_
#define REDQUILL_APPS_REDQUILL_TRAIN_VERBS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <vector>

namespace redquill::train_app {

/// One verb of the command line, such as "cv features". `declare` adds its options to the
/// subcommand and returns what to run when it was chosen; that returns the exit status.
struct Verb {
  std::vector<const char*> names;
  const char* summary;
  std::function<std::function<int()>(CLI::App&)> declare;
};

// Each verb is defined in a file of its own name, the transformers' in transformer.cc.
Verb FeaturesVerb();
Verb TokenizerVerb();
Verb ShrinkVerb();
Verb PackVerb();
Verb CvFeaturesVerb();
Verb CvEnsembleVerb();
Verb EnsembleVerb();
Verb CompareVerb();
// With LibTorch.
Verb LstmVerb();
Verb MinilmVerb();
Verb DistilbertVerb();
Verb DebertaV3Verb();
Verb Gpt2Verb();
Verb LlamaVerb();
Verb PretrainVerb();
Verb CvLstmVerb();
Verb CvMinilmVerb();
Verb CvDistilbertVerb();
Verb CvDebertaV3Verb();
Verb CvGpt2Verb();
Verb CvLlamaVerb();

/// Every verb, in the order of `redquill-train --help`.
std::vector<Verb> Verbs();

}  // namespace redquill::train_app

#endif  // REDQUILL_APPS_REDQUILL_TRAIN_VERBS_H_
