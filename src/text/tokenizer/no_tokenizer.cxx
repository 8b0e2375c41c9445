// Compiled only while this folder holds no tokenizer (src/text/CMakeLists.txt).
#include "text/tokenizer/tokenizer.h"

namespace redquill::text {

Result<std::unique_ptr<const Tokenizer>> Tokenizer::FromJson(std::string_view) {
  return Fail(Code::kUnsupported,
              "This program was built without tokenizers; use one that reads tokenizer.json.");
}

}  // namespace redquill::text
