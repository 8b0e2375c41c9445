#include "model/import/tokenizer_file.h"

#include <filesystem>
#include <utility>

#include "base/file.h"
#include "model/manifest.h"
#include "text/tokenizer/tokenizer.h"

namespace redquill::model {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMostBytes = 64 << 20;

// The folder's own file, or the one that is made of older ones.
Result<ConvertedTokenizer> Find(const std::string& folder, hf::Architecture architecture) {
  const std::string name(kTokenizerFile), path = folder + "/" + name;
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return ConvertTokenizer(folder, architecture);
  auto text = ReadFile(path, kMostBytes);
  if (!text) return Failure(text.error());
  return ConvertedTokenizer{std::move(*text), {name}};
}

}  // namespace

Result<ConvertedTokenizer> ReadTokenizerFile(const std::string& folder, const hf::Config& config) {
  auto file = Find(folder, config.architecture);
  if (!file) return Failure(file.error());
  const std::string path = folder + "/" + file->files.front();
  const auto tokenizer = text::Tokenizer::FromJson(file->json);
  if (!tokenizer) return Failure(tokenizer.error(), path);
  if ((*tokenizer)->vocabulary() > static_cast<uint64_t>(config.vocabulary)) {
    return Fail(Code::kInvalidArgument,
                path + " gives ids up to " + std::to_string((*tokenizer)->vocabulary() - 1) +
                    ", but the checkpoint has embeddings for " + std::to_string(config.vocabulary) +
                    " tokens: the two belong to different models");
  }
  return file;
}

}  // namespace redquill::model
