#include "model/import/tokenizer_file.h"

#include <filesystem>
#include <utility>

#include "base/file.h"
#include "model/manifest.h"

namespace redquill::model {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMostBytes = 64 << 20;

// Vocabulary files that only one architecture has.
constexpr std::pair<const char*, hf::Architecture> kTelling[] = {
    {"vocab.txt", hf::Architecture::kBert},
    {"spm.model", hf::Architecture::kDebertaV2},
    {"tokenizer.model", hf::Architecture::kLlama}};

// The folder's own file, or the one that is made of older ones.
Result<ConvertedTokenizer> Find(const std::string& folder,
                                std::optional<hf::Architecture> architecture) {
  const std::string name(kTokenizerFile), path = folder + "/" + name;
  std::error_code ignored;
  if (fs::exists(path, ignored)) {
    auto text = ReadFile(path, kMostBytes);
    if (!text) return Failure(text.error());
    return ConvertedTokenizer{std::move(*text), {name}};
  }
  for (const auto& [file, of] : kTelling) {
    if (architecture) break;
    if (fs::exists(folder + "/" + file, ignored)) architecture = of;
  }
  if (architecture) return ConvertTokenizer(folder, *architecture);
  return Fail(Code::kNotFound, folder +
                                   " has no tokenizer.json, which says how text becomes tokens. "
                                   "Save the tokenizer with save_pretrained.");
}

}  // namespace

Result<TokenizerFile> FindTokenizerFile(const std::string& folder,
                                        std::optional<hf::Architecture> architecture) {
  auto file = Find(folder, architecture);
  if (!file) return Failure(file.error());
  auto tokenizer = text::Tokenizer::FromJson(file->json);
  if (!tokenizer) return Failure(tokenizer.error(), folder + "/" + file->files.front());
  return TokenizerFile{*std::move(file), *std::move(tokenizer)};
}

Result<void> CheckVocabulary(const TokenizerFile& tokenizer, int64_t rows,
                             const std::string& folder) {
  const size_t vocabulary = tokenizer.tokenizer->vocabulary();
  if (vocabulary <= static_cast<uint64_t>(rows)) return {};
  return Fail(Code::kInvalidArgument,
              folder + "/" + tokenizer.file.files.front() + " gives ids up to " +
                  std::to_string(vocabulary - 1) + ", but the model has embeddings for " +
                  std::to_string(rows) + " tokens: the two belong to different models");
}

Result<ConvertedTokenizer> ReadTokenizerFile(const std::string& folder, const hf::Config& config) {
  auto tokenizer = FindTokenizerFile(folder, config.architecture);
  if (!tokenizer) return Failure(tokenizer.error());
  if (auto fits = CheckVocabulary(*tokenizer, config.vocabulary, folder); !fits) {
    return Failure(fits.error());
  }
  return std::move(tokenizer->file);
}

}  // namespace redquill::model
