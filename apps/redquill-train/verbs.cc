#include "redquill-train/verbs.h"

namespace redquill::train_app {

std::vector<Verb> Verbs() { return {FeaturesVerb(), CvFeaturesVerb()}; }

}  // namespace redquill::train_app
