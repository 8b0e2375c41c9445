#include "model/tokenizer/from_pairs.h"

#include <unordered_set>
#include <utility>

#include "base/file.h"
#include "base/json.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "model/tokenizer/vocabulary_ids.h"
#include "text/tokenizer/file_parts.h"
#include "text/tokenizer/vocabulary.h"

namespace redquill::model {
namespace {

struct Pairs {
  TokenIds ids;
  nlohmann::json merges = nlohmann::json::array();
};

Result<TokenIds> ReadIds(const std::string& path) {
  const auto text = ReadFile(path, kMaxVocabularyBytes);
  if (!text) return Failure(text.error());
  const auto json =
      ParseJson(*text, {.bytes = kMaxVocabularyBytes, .depth = 2, .values = text::kMaxVocabulary});
  if (!json) return Failure(json.error(), path);
  TokenIds ids;
  for (const auto& [token, id] : json->items()) {
    if (!json->is_object() || !id.is_number_unsigned() ||
        id.get<uint64_t>() >= text::kMaxVocabulary) {
      return Fail(Code::kInvalidArgument,
                  path + " must be an object of tokens and ids below 2000000");
    }
    ids[token] = id.get<int32_t>();
  }
  return ids;
}

// The first line is a comment. A pair that stands there twice counts where it stands first.
Result<nlohmann::json> ReadMerges(const std::string& path) {
  const auto text = ReadFile(path, kMaxVocabularyBytes);
  if (!text) return Failure(text.error());
  const auto wrong = [&](const std::string& what) {
    return Fail(Code::kInvalidArgument, path + " " + what + ". Copy it anew.");
  };
  if (FirstBadUtf8(*text)) return Fail(Code::kBadEncoding, path + " is not UTF-8");
  if (!text->starts_with("#version")) return wrong("does not begin with #version");
  if (text->back() != '\n') return wrong("does not end with a line end, so it may be cut off");
  nlohmann::json merges = nlohmann::json::array();
  std::unordered_set<std::string> seen;
  size_t number = 2;
  for (size_t at = text->find('\n') + 1; at < text->size(); ++number) {
    const size_t end = text->find('\n', at);
    std::string line = text->substr(at, end - at);
    if (line.ends_with('\r')) line.pop_back();
    at = end + 1;
    const size_t space = line.find(' ');
    if (space == 0 || space + 1 >= line.size() || line.find(' ', space + 1) != line.npos) {
      return wrong("has no two tokens in line " + std::to_string(number));
    }
    if (seen.insert(line).second) {
      merges.push_back({line.substr(0, space), line.substr(space + 1)});
    }
  }
  return merges;
}

Result<Pairs> ReadPairs(const std::string& folder) {
  auto ids = ReadIds(folder + "/vocab.json");
  if (!ids) return Failure(ids.error());
  auto merges = ReadMerges(folder + "/merges.txt");
  if (!merges) return Failure(merges.error());
  return Pairs{std::move(*ids), std::move(*merges)};
}

void SetModel(Pairs pairs, bool prefix_space, nlohmann::json* file) {
  (*file)["pre_tokenizer"] = text::ByteLevelPart(prefix_space);
  (*file)["decoder"] = text::ByteLevelPart(true);
  (*file)["model"] = {{"type", "BPE"},
                      {"dropout", nullptr},
                      {"unk_token", nullptr},
                      {"continuing_subword_prefix", ""},
                      {"end_of_word_suffix", ""},
                      {"fuse_unk", false},
                      {"byte_fallback", false},
                      {"vocab", std::move(pairs.ids)},
                      {"merges", std::move(pairs.merges)}};
}

}  // namespace

Result<nlohmann::json> FromRobertaPairs(const std::string& folder, FolderSettings* settings) {
  auto pairs = ReadPairs(folder);
  if (!pairs) return Failure(pairs.error());
  settings->RequireClass({"RobertaTokenizer"});
  const bool prefix_space = settings->Flag("add_prefix_space", false);
  const text::AddedToken usual{.normalized = true}, mask{.left_strip = true};
  settings->Token("bos_token", "<s>", usual);
  settings->Token("eos_token", "</s>", usual);
  settings->Token("unk_token", "<unk>", usual);
  const auto sep = settings->Token("sep_token", "</s>", usual).content;
  settings->Token("pad_token", "<pad>", usual);
  const auto cls = settings->Token("cls_token", "<s>", usual).content;
  settings->Token("mask_token", "<mask>", mask);
  const auto added = settings->Added(pairs->ids);
  nlohmann::json file = text::TokenizerFileWith(added);
  file["post_processor"] =
      text::RobertaAround(WithContent(added, cls), WithContent(added, sep), prefix_space);
  file["post_processor"]["trim_offsets"] = settings->Flag("trim_offsets", true);
  SetModel(std::move(*pairs), prefix_space, &file);
  return file;
}

Result<nlohmann::json> FromGpt2Pairs(const std::string& folder, FolderSettings* settings) {
  auto pairs = ReadPairs(folder);
  if (!pairs) return Failure(pairs.error());
  settings->RequireClass({"GPT2Tokenizer"});
  const text::AddedToken usual{.normalized = true};
  const auto bos = settings->Token("bos_token", "<|endoftext|>", usual).content;
  settings->Token("eos_token", "<|endoftext|>", usual);
  settings->Token("unk_token", "<|endoftext|>", usual);
  if (settings->HasToken("pad_token")) settings->Token("pad_token", "", usual);
  const bool prefix_space = settings->Flag("add_prefix_space", false);
  const auto added = settings->Added(pairs->ids);
  nlohmann::json file = text::TokenizerFileWith(added);
  if (settings->Flag("add_bos_token", false)) {
    file["post_processor"] = text::TemplateAround({WithContent(added, bos)}, {});
  } else {
    file["post_processor"] = text::ByteLevelPart(true);
    file["post_processor"]["trim_offsets"] = false;
  }
  SetModel(std::move(*pairs), prefix_space, &file);
  return file;
}

}  // namespace redquill::model
