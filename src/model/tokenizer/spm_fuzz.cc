// Any bytes as a SentencePiece model: what is read holds together.
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "model/tokenizer/spm.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto require = [](bool held) {
    if (!held) std::abort();
  };
  const auto model = redquill::model::ReadSpm({reinterpret_cast<const char*>(data), size});
  if (!model) {
    require(!model.error().message.empty());
    return 0;
  }
  require(model->unknown_id >= 0 && static_cast<size_t>(model->unknown_id) < model->pieces.size());
  size_t bytes = model->charsmap.size();
  for (const auto& piece : model->pieces) {
    require(!piece.text.empty() && !redquill::FirstBadUtf8(piece.text));
    bytes += piece.text.size();
  }
  require(bytes <= size);
  return 0;
}
