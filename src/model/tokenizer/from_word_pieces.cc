#include "model/tokenizer/from_word_pieces.h"

#include "base/file.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "model/tokenizer/vocabulary_ids.h"
#include "text/tokenizer/file_parts.h"

namespace redquill::model {
namespace {

// A token a line; a line may end as on Windows.
Result<TokenIds> ReadLines(const std::string& path) {
  auto text = ReadFile(path, kMaxVocabularyBytes);
  if (!text) return Failure(text.error());
  if (FirstBadUtf8(*text)) return Fail(Code::kBadEncoding, path + " is not UTF-8");
  if (text->empty() || text->back() != '\n') {
    return Fail(Code::kInvalidArgument,
                path + " does not end with a line end, so it may be cut off. Copy it anew.");
  }
  TokenIds ids;
  int32_t line = 0;
  for (size_t at = 0; at < text->size(); ++line) {
    const size_t end = text->find('\n', at);
    std::string token = text->substr(at, end - at);
    if (token.ends_with('\r')) token.pop_back();
    at = end + 1;
    if (token.find('\r') != token.npos || !ids.emplace(token, line).second) {
      return Fail(Code::kInvalidArgument, path + ": the token " + Quoted(token) + " of line " +
                                              std::to_string(line + 1) +
                                              " is there twice or has a line end inside");
    }
  }
  return ids;
}

}  // namespace

Result<nlohmann::json> FromBertVocabulary(const std::string& folder, FolderSettings* settings) {
  const auto ids = ReadLines(folder + "/vocab.txt");
  if (!ids) return Failure(ids.error());
  settings->RequireClass({"BertTokenizer", "DistilBertTokenizer"});
  settings->Require("do_basic_tokenize", true);
  const bool lower = settings->Flag("do_lower_case", true);
  const bool chinese = settings->Flag("tokenize_chinese_chars", true);
  const auto accents = settings->MaybeFlag("strip_accents");
  const std::string unknown = settings->Token("unk_token", "[UNK]").content;
  const auto sep = settings->Token("sep_token", "[SEP]").content;
  settings->Token("pad_token", "[PAD]");
  const auto cls = settings->Token("cls_token", "[CLS]").content;
  settings->Token("mask_token", "[MASK]");
  const auto added = settings->Added(*ids);
  nlohmann::json file = text::TokenizerFileWith(added);
  file["normalizer"] = {{"type", "BertNormalizer"},
                        {"clean_text", true},
                        {"handle_chinese_chars", chinese},
                        {"strip_accents", nullptr},
                        {"lowercase", lower}};
  if (accents) file["normalizer"]["strip_accents"] = *accents;
  file["pre_tokenizer"] = {{"type", "BertPreTokenizer"}};
  file["post_processor"] =
      text::TemplateAround({WithContent(added, cls)}, {WithContent(added, sep)});
  file["decoder"] = {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}};
  file["model"] = {{"type", "WordPiece"},
                   {"unk_token", unknown},
                   {"continuing_subword_prefix", "##"},
                   {"max_input_chars_per_word", 100},
                   {"vocab", *ids}};
  return file;
}

}  // namespace redquill::model
