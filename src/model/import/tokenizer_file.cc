#include "model/import/tokenizer_file.h"

#include <filesystem>

#include "base/file.h"
#include "model/manifest.h"
#include "text/tokenizer/tokenizer.h"

namespace redquill::model {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMostBytes = 64 << 20;

tl::unexpected<Error> NoTokenizer(const std::string& folder) {
  std::string others;
  for (const char* other : {"spm.model", "tokenizer.model", "vocab.txt", "vocab.json"}) {
    std::error_code ignored;
    if (fs::exists(folder + "/" + other, ignored)) others += std::string(" It has ") + other + ".";
  }
  return Fail(Code::kNotFound,
              folder + " has no tokenizer.json, which says how text becomes tokens." + others +
                  " Save the tokenizer again with save_pretrained of its fast class.");
}

}  // namespace

Result<std::string> ReadTokenizerFile(const std::string& folder, int64_t vocabulary) {
  const std::string path = folder + "/" + std::string(kTokenizerFile);
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return NoTokenizer(folder);
  auto text = ReadFile(path, kMostBytes);
  if (!text) return Failure(text.error());
  const auto tokenizer = text::Tokenizer::FromJson(*text);
  if (!tokenizer) return Failure(tokenizer.error(), path);
  if ((*tokenizer)->vocabulary() > static_cast<uint64_t>(vocabulary)) {
    return Fail(Code::kInvalidArgument,
                path + " gives ids up to " + std::to_string((*tokenizer)->vocabulary() - 1) +
                    ", but the checkpoint has embeddings for " + std::to_string(vocabulary) +
                    " tokens: the two belong to different models");
  }
  return text;
}

}  // namespace redquill::model
