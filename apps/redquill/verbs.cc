#include "redquill/verbs.h"

namespace redquill::app {

std::vector<Verb> Verbs() { return {FeaturesVerb(), ModelsVerb()}; }

}  // namespace redquill::app
