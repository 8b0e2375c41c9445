// Any bytes as a tokenizer.json: what is read must cut texts into tokens that it has.
#include <cstdint>
#include <cstdlib>

#include "text/tokenizer/tokenizer.h"

using redquill::text::Tokenizer;

namespace {

void Require(bool held) {
  if (!held) std::abort();
}

constexpr std::string_view kTexts[] = {
    "",
    " ",
    "The gulls didn't eat 12 letters,  they'd\r\n\n only READ them. ",
    "<s> [MASK]\xe2\x96\x81 caf\xc3\xa9 e\xcc\x81 \xef\xac\x81 \xe4\xb8\xad\xe6\x96\x87 "
    "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd \xc2\xa0 \xe2\x80\x8b\x01 \xc4\xb0",
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto tokenizer = Tokenizer::FromJson({reinterpret_cast<const char*>(data), size});
  if (!tokenizer) {
    Require(!tokenizer.error().message.empty());
    return 0;
  }
  for (const std::string_view text : kTexts) {
    const auto tokens = (*tokenizer)->Encode(text, 0);
    if (!tokens) continue;
    Require(tokens->ids.size() == tokens->offsets.size());
    for (size_t i = 0; i < tokens->ids.size(); ++i) {
      Require(tokens->ids[i] >= 0 &&
              static_cast<size_t>(tokens->ids[i]) < (*tokenizer)->vocabulary());
      Require(tokens->offsets[i].end <= text.size());
    }
  }
  return 0;
}
