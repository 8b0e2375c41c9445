#ifndef REDQUILL_FEATURES_DOCS_H_
#define REDQUILL_FEATURES_DOCS_H_

#include <string>

namespace redquill::features {

/// docs/features.md: the table of features in words, by group (Markdown). The file in docs/ is this
/// text, by `redquill features --docs > docs/features.md`; a test holds both together.
std::string DocumentationPage();

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_DOCS_H_
