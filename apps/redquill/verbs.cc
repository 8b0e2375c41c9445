#include "redquill/verbs.h"

namespace redquill::app {

std::vector<Verb> Verbs() { return {}; }

}  // namespace redquill::app
