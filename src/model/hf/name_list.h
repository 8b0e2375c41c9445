#ifndef REDQUILL_MODEL_HF_NAME_LIST_H_
#define REDQUILL_MODEL_HF_NAME_LIST_H_

#include <string>
#include <vector>

namespace redquill::model::hf {

/// Names for a message, quoted, between commas; after 20 the rest is counted: "'a', 'b' and 7
/// more".
std::string NameList(const std::vector<std::string>& names);

}  // namespace redquill::model::hf

#endif  // REDQUILL_MODEL_HF_NAME_LIST_H_
