#include "model/hf/name_list.h"

#include <algorithm>

#include "base/quote.h"

namespace redquill::model::hf {

std::string NameList(const std::vector<std::string>& names) {
  constexpr size_t kMost = 20;
  std::string list;
  for (size_t i = 0; i < std::min(names.size(), kMost); ++i) {
    list += (i ? ", " : "") + Quoted(names[i]);
  }
  if (names.size() > kMost) list += " and " + std::to_string(names.size() - kMost) + " more";
  return list;
}

}  // namespace redquill::model::hf
