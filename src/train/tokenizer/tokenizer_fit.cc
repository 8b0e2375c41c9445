#include "train/tokenizer/tokenizer_fit.h"

#include <utility>
#include <vector>

#include "text/tokenizer/byte_alphabet.h"
#include "text/tokenizer/file_parts.h"
#include "train/tokenizer/bpe_fit.h"
#include "train/tokenizer/unigram_fit.h"

namespace redquill::train {
namespace {

using nlohmann::json;

std::vector<std::string> SpecialTokens(TokenizerType type) {
  switch (type) {
    case TokenizerType::kBpe:
      return {"<s>", "<pad>", "</s>", "<unk>", "<mask>"};
    case TokenizerType::kWordPiece:
      return {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
    case TokenizerType::kUnigram:
      return {"[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"};
  }
  return {};
}

text::AddedToken Special(const char* content, int32_t id) {
  return {.content = content, .id = id, .left_strip = std::string_view(content) == "<mask>"};
}

std::vector<text::AddedToken> AddedTokens(TokenizerType type) {
  std::vector<text::AddedToken> added;
  for (const std::string& token : SpecialTokens(type)) {
    added.push_back(Special(token.c_str(), static_cast<int32_t>(added.size())));
  }
  return added;
}

void SetBpeParts(json* file) {
  (*file)["pre_tokenizer"] = (*file)["decoder"] = text::ByteLevelPart(false);
  (*file)["post_processor"] = text::RobertaAround(Special("<s>", 0), Special("</s>", 2), false);
}

void SetWordPieceParts(bool cased, json* file) {
  (*file)["normalizer"] = {{"type", "BertNormalizer"},
                           {"clean_text", true},
                           {"handle_chinese_chars", true},
                           {"strip_accents", nullptr},
                           {"lowercase", !cased}};
  (*file)["pre_tokenizer"] = {{"type", "BertPreTokenizer"}};
  (*file)["post_processor"] = text::TemplateAround({Special("[CLS]", 2)}, {Special("[SEP]", 3)});
  (*file)["decoder"] = {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}};
}

void SetUnigramParts(json* file) {
  (*file)["normalizer"] = {{"type", "Sequence"},
                           {"normalizers",
                            {{{"type", "Nmt"}},
                             {{"type", "NFKC"}},
                             {{"type", "Strip"}, {"strip_left", true}, {"strip_right", true}},
                             text::JoinSpacesPart()}}};
  (*file)["pre_tokenizer"] = (*file)["decoder"] = text::MetaspacePart();
  (*file)["post_processor"] = text::TemplateAround({Special("[CLS]", 1)}, {Special("[SEP]", 2)});
}

json Vocabulary(const std::vector<std::string>& tokens) {
  json vocab = json::object();
  for (size_t i = 0; i < tokens.size(); ++i) vocab[tokens[i]] = i;
  return vocab;
}

json BpeModel(const MergedTokens& learned) {
  json merges = json::array();
  for (const auto& [first, second] : learned.merges) {
    merges.push_back(
        {learned.tokens[static_cast<size_t>(first)], learned.tokens[static_cast<size_t>(second)]});
  }
  return {{"type", "BPE"},
          {"dropout", nullptr},
          {"unk_token", nullptr},
          {"continuing_subword_prefix", nullptr},
          {"end_of_word_suffix", nullptr},
          {"fuse_unk", false},
          {"byte_fallback", false},
          {"ignore_merges", false},
          {"vocab", Vocabulary(learned.tokens)},
          {"merges", std::move(merges)}};
}

json WordPieceModel(const MergedTokens& learned) {
  return {{"type", "WordPiece"},
          {"unk_token", "[UNK]"},
          {"continuing_subword_prefix", "##"},
          {"max_input_chars_per_word", 100},
          {"vocab", Vocabulary(learned.tokens)}};
}

json UnigramModel(const std::vector<std::string>& special,
                  const std::vector<ScoredToken>& learned) {
  json vocab = json::array();
  for (const std::string& token : special) vocab.push_back({token, 0.0});
  for (const ScoredToken& token : learned) vocab.push_back({token.text, token.score});
  return {{"type", "Unigram"}, {"unk_id", 3}, {"byte_fallback", false}, {"vocab", vocab}};
}

}  // namespace

Result<TokenizerFit> TokenizerFit::Of(const TokenizerRecipe& recipe) {
  json file = text::TokenizerFileWith(AddedTokens(recipe.type));
  if (recipe.type == TokenizerType::kBpe) SetBpeParts(&file);
  if (recipe.type == TokenizerType::kWordPiece) SetWordPieceParts(recipe.cased, &file);
  if (recipe.type == TokenizerType::kUnigram) SetUnigramParts(&file);
  auto words = WordCounts::By(file);
  if (!words) return Failure(words.error());
  return TokenizerFit(recipe, std::move(file), std::move(*words));
}

Result<std::string> TokenizerFit::Finish(const std::function<void(size_t, size_t)>& tell) const {
  const std::vector<CountedWord> words = words_.Sorted();
  if (words.empty()) {
    return Fail(Code::kInvalidArgument,
                "There is no text to learn a tokenizer from. Give essays that are not blank.",
                "data");
  }
  const std::vector<std::string> special = SpecialTokens(recipe_.type);
  json file = json_;
  if (recipe_.type == TokenizerType::kUnigram) {
    UnigramOptions options;
    options.tokens = recipe_.vocabulary - special.size();
    const auto learned = FitUnigram(words, options, [&](size_t) {});
    if (!learned) return Failure(learned.error());
    file["model"] = UnigramModel(special, *learned);
  } else {
    BpeOptions options;
    options.vocabulary = recipe_.vocabulary;
    options.least = recipe_.least;
    options.special = special;
    const bool bytes = recipe_.type == TokenizerType::kBpe;
    for (int b = 0; bytes && b < 256; ++b) {
      options.alphabet.emplace_back(text::ByteChar(static_cast<unsigned char>(b)));
    }
    if (!bytes) options.prefix = "##";
    const MergedTokens learned =
        FitBpe(words, options, [&](size_t done) { tell(done, recipe_.vocabulary); });
    file["model"] = bytes ? BpeModel(learned) : WordPieceModel(learned);
  }
  return file.dump(1, ' ', false, json::error_handler_t::strict) + "\n";
}

}  // namespace redquill::train
