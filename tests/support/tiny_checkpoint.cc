#include "tests/support/tiny_checkpoint.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/file.h"
#include "model/package_writer.h"
#include "tests/support/paths.h"

namespace redquill::samples {

using nlohmann::json;

namespace {

json AddedToken(int id, const char* content) {
  return {{"id", id},        {"content", content},  {"single_word", false}, {"lstrip", false},
          {"rstrip", false}, {"normalized", false}, {"special", true}};
}

json Template() {
  const auto special = [](const char* token) {
    return json{{"SpecialToken", {{"id", token}, {"type_id", 0}}}};
  };
  const auto sequence = [](const char* which, int type) {
    return json{{"Sequence", {{"id", which}, {"type_id", type}}}};
  };
  const auto ids = [](const char* token, int id) {
    return json{{"id", token}, {"ids", {id}}, {"tokens", {token}}};
  };
  return {
      {"type", "TemplateProcessing"},
      {"single", {special("[CLS]"), sequence("A", 0), special("[SEP]")}},
      {"pair",
       {special("[CLS]"), sequence("A", 0), special("[SEP]"), sequence("B", 1), special("[SEP]")}},
      {"special_tokens", {{"[CLS]", ids("[CLS]", 2)}, {"[SEP]", ids("[SEP]", 3)}}}};
}

void CopyWithTokenizer(const std::string& from, const std::string& folder) {
  namespace fs = std::filesystem;
  fs::remove_all(folder);
  fs::create_directories(folder);
  fs::copy(from, folder, fs::copy_options::recursive);
  if (!WriteFileAtomically(folder + "/tokenizer.json", LettersTokenizer())) {
    throw std::runtime_error("can't write " + folder);
  }
}

}  // namespace

std::string LettersTokenizer() {
  json vocabulary = {{"[PAD]", 0}, {"[UNK]", 1}, {"[CLS]", 2},   {"[SEP]", 3}, {".", 4},
                     {",", 5},     {"the", 58},  {"garden", 59}, {"and", 60}};
  for (int i = 0; i < 26; ++i) {
    const std::string letter(1, static_cast<char>('a' + i));
    vocabulary[letter] = 6 + i;
    vocabulary["##" + letter] = 32 + i;
  }
  const json all = {{"version", "1.0"},
                    {"truncation", nullptr},
                    {"padding", nullptr},
                    {"added_tokens",
                     {AddedToken(0, "[PAD]"), AddedToken(1, "[UNK]"), AddedToken(2, "[CLS]"),
                      AddedToken(3, "[SEP]")}},
                    {"normalizer",
                     {{"type", "BertNormalizer"},
                      {"clean_text", true},
                      {"handle_chinese_chars", true},
                      {"strip_accents", nullptr},
                      {"lowercase", true}}},
                    {"pre_tokenizer", {{"type", "BertPreTokenizer"}}},
                    {"post_processor", Template()},
                    {"decoder", {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}}},
                    {"model",
                     {{"type", "WordPiece"},
                      {"unk_token", "[UNK]"},
                      {"continuing_subword_prefix", "##"},
                      {"max_input_chars_per_word", 100},
                      {"vocab", vocabulary}}}};
  return all.dump(1);
}

void CopyCheckpoint(const std::string& name, const std::string& folder) {
  CopyWithTokenizer(tests::SourcePath("tests/golden/checkpoints/") + name, folder);
}

void CopyExported(const std::string& name, const std::string& folder) {
  CopyWithTokenizer(tests::SourcePath("tests/golden/exported/") + name, folder);
}

void WriteTokenModel(const std::string& package, const model::ImportOptions& options) {
  const auto imported = model::ImportCheckpoint(options);
  if (!imported) throw std::runtime_error(imported.error().message);
  const auto written = model::WritePackage(package, imported->manifest, model::FilesOf(*imported));
  if (!written) throw std::runtime_error(written.error().message);
}

}  // namespace redquill::samples
