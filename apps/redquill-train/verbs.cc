#include "redquill-train/verbs.h"

namespace redquill::train_app {

std::vector<Verb> Verbs() {
  return {
      FeaturesVerb(),
#ifdef REDQUILL_HAS_TORCH
      LstmVerb(),       MinilmVerb(),
#endif
      TokenizerVerb(),  CvFeaturesVerb(),
#ifdef REDQUILL_HAS_TORCH
      CvLstmVerb(),     CvMinilmVerb(),
#endif
      CvEnsembleVerb(), CompareVerb(),
  };
}

}  // namespace redquill::train_app
