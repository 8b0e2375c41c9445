#include "redquill-train/verbs.h"

namespace redquill::train_app {

std::vector<Verb> Verbs() {
  return {
      FeaturesVerb(),
#ifdef REDQUILL_HAS_TORCH
      LstmVerb(),       MinilmVerb(),   DistilbertVerb(),   DebertaV3Verb(),
      Gpt2Verb(),       LlamaVerb(),    PretrainVerb(),
#endif
      TokenizerVerb(),  ShrinkVerb(),   CvFeaturesVerb(),
#ifdef REDQUILL_HAS_TORCH
      CvLstmVerb(),     CvMinilmVerb(), CvDistilbertVerb(), CvDebertaV3Verb(),
      CvGpt2Verb(),     CvLlamaVerb(),
#endif
      CvEnsembleVerb(), EnsembleVerb(), CompareVerb(),      PackVerb(),
  };
}

}  // namespace redquill::train_app
