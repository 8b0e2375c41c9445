#include "redquill/verbs.h"

namespace redquill::app {

Verb ModelsVerb();

std::vector<Verb> Verbs() { return {ModelsVerb()}; }

}  // namespace redquill::app
