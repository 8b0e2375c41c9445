#include "model/hf/members.h"

namespace redquill::model::hf {

// RobertaConfig is BertConfig with other defaults; positions start behind the padding token's row.
void ReadRoberta(Members& in, Config* config) {
  ReadBert(in, config);
  config->pad_token = in.Size("pad_token_id", 0, kMostVocabulary, 1);
  config->position_offset = config->pad_token + 1;
}

}  // namespace redquill::model::hf
