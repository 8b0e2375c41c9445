#include "redquill/verbs.h"

namespace redquill::app {

std::vector<Verb> Verbs() {
  return {ScoreVerb(),    ServeVerb(),   EvaluateVerb(), ModelsVerb(), VerifyReceiptVerb(),
          FeaturesVerb(), SecretsVerb(), RecordsVerb(),  AuditVerb(),  TokenizeVerb(),
          CacheVerb(),    ConfigVerb(),  EmbedVerb(),    BenchVerb(),  KeysVerb()};
}

}  // namespace redquill::app
