#include "model/tokenizer/from_spm.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "base/file.h"
#include "model/tokenizer/spm.h"
#include "model/tokenizer/vocabulary_ids.h"
#include "text/tokenizer/file_parts.h"
#include "text/utf8.h"

namespace redquill::model {
namespace {

using nlohmann::json;

Result<SpmModel> ReadSpmFile(const std::string& path) {
  const auto bytes = ReadFile(path, kMaxSpmBytes);
  if (!bytes) return Failure(bytes.error());
  auto model = ReadSpm(*bytes);
  if (!model) return Failure(model.error(), path);
  return model;
}

tl::unexpected<Error> Unsupported(const std::string& what) {
  return Fail(Code::kUnsupported,
              "the SentencePiece model is " + what +
                  ", which this program does not convert exactly and so refuses. Save the "
                  "tokenizer with save_pretrained of its fast class.");
}

TokenIds IdsOf(const SpmModel& model) {
  TokenIds ids;
  for (size_t i = 0; i < model.pieces.size(); ++i) {
    ids[model.pieces[i].text] = static_cast<int32_t>(i);
  }
  return ids;
}

// The pairs that a BPE model's pieces were joined from: a model file has no list of them, but each
// piece's score says its rank. A piece that can be joined in several ways keeps them all.
json MergesOf(const SpmModel& model, const TokenIds& ids) {
  struct Merge {
    float score;
    int32_t left, right;
  };
  std::vector<Merge> merges;
  for (const SpmModel::Piece& piece : model.pieces) {
    std::vector<std::pair<int32_t, int32_t>> ways;
    const std::string_view text = piece.text;
    for (size_t at = 0; at < text.size();) {
      at += text::CharLength(static_cast<unsigned char>(text[at]));
      if (at >= text.size()) break;
      const auto left = ids.find(text.substr(0, at)), right = ids.find(text.substr(at));
      if (left != ids.end() && right != ids.end()) ways.emplace_back(left->second, right->second);
    }
    std::sort(ways.begin(), ways.end());
    for (const auto& [left, right] : ways) merges.push_back({piece.score, left, right});
  }
  std::stable_sort(merges.begin(), merges.end(),
                   [](const Merge& a, const Merge& b) { return a.score > b.score; });
  json list = json::array();
  for (const Merge& merge : merges) {
    list.push_back({model.pieces[static_cast<size_t>(merge.left)].text,
                    model.pieces[static_cast<size_t>(merge.right)].text});
  }
  return list;
}

json DebertaNormalizer(const SpmModel& model, bool lower) {
  json steps = json::array();
  if (lower) steps.push_back({{"type", "Lowercase"}});
  steps.push_back({{"type", "Strip"}, {"strip_left", true}, {"strip_right", true}});
  if (!model.charsmap.empty()) {
    steps.push_back(
        {{"type", "Precompiled"}, {"precompiled_charsmap", Base64Encode(model.charsmap)}});
  }
  steps.push_back(text::JoinSpacesPart());
  return {{"type", "Sequence"}, {"normalizers", std::move(steps)}};
}

}  // namespace

Result<json> FromDebertaSpm(const std::string& folder, FolderSettings* settings) {
  const auto model = ReadSpmFile(folder + "/spm.model");
  if (!model) return Failure(model.error());
  if (model->type != SpmModel::Type::kUnigram) return Unsupported("no Unigram one");
  if (model->byte_fallback) return Unsupported("one with byte fallback");
  settings->RequireClass({"DebertaV2Tokenizer"});
  const bool lower = settings->Flag("do_lower_case", false);
  const bool punctuation = settings->Flag("split_by_punct", false);
  settings->Token("bos_token", "[CLS]");
  settings->Token("eos_token", "[SEP]");
  settings->Token("unk_token", "[UNK]", {.normalized = true});
  settings->Token("sep_token", "[SEP]");
  settings->Token("pad_token", "[PAD]");
  settings->Token("cls_token", "[CLS]");
  settings->Token("mask_token", "[MASK]");
  const auto added = settings->Added(IdsOf(*model));
  json file = text::TokenizerFileWith(added);
  file["normalizer"] = DebertaNormalizer(*model, lower);
  json steps = json::array();
  if (punctuation) steps.push_back({{"type", "Punctuation"}, {"behavior", "Isolated"}});
  steps.push_back(text::MetaspacePart());
  file["pre_tokenizer"] = {{"type", "Sequence"}, {"pretokenizers", std::move(steps)}};
  file["decoder"] = text::MetaspacePart();
  // The converter asks for these two by name, whatever the folder calls its own.
  file["post_processor"] =
      text::TemplateAround({WithContent(added, "[CLS]")}, {WithContent(added, "[SEP]")});
  json vocab = json::array();
  for (const SpmModel::Piece& piece : model->pieces) {
    vocab.push_back({piece.text, static_cast<double>(piece.score)});
  }
  file["model"] = {{"type", "Unigram"},
                   {"unk_id", model->unknown_id},
                   {"byte_fallback", false},
                   {"vocab", std::move(vocab)}};
  return file;
}

Result<json> FromLlamaSpm(const std::string& folder, FolderSettings* settings) {
  auto model = ReadSpmFile(folder + "/tokenizer.model");
  if (!model) return Failure(model.error());
  if (model->type != SpmModel::Type::kBpe) return Unsupported("no BPE one");
  settings->RequireClass({"LlamaTokenizer"});
  settings->Require("legacy", true);
  // The converter takes these three for granted, and scores them 0.
  const char* const first[] = {"<unk>", "<s>", "</s>"};
  for (size_t i = 0; i < 3; ++i) {
    if (model->pieces.size() < 3 || model->pieces[i].text != first[i]) {
      return Unsupported("one that does not begin with <unk>, <s> and </s>");
    }
    model->pieces[i].score = 0;
  }
  settings->Token("unk_token", "<unk>");
  const std::string bos = settings->Token("bos_token", "<s>").content;
  const std::string eos = settings->Token("eos_token", "</s>").content;
  if (settings->HasToken("pad_token")) settings->Token("pad_token", "");
  const TokenIds ids = IdsOf(*model);
  const auto added = settings->Added(ids);
  json file = text::TokenizerFileWith(added);
  file["normalizer"] = {
      {"type", "Sequence"},
      {"normalizers",
       {{{"type", "Prepend"}, {"prepend", "\xe2\x96\x81"}},
        {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", "\xe2\x96\x81"}}}}};
  std::vector<text::AddedToken> before, after;
  if (settings->Flag("add_bos_token", true)) before.push_back(WithContent(added, bos));
  if (settings->Flag("add_eos_token", false)) after.push_back(WithContent(added, eos));
  file["post_processor"] = text::TemplateAround(before, after);
  file["model"] = {{"type", "BPE"},
                   {"dropout", nullptr},
                   {"unk_token", model->unknown_piece},
                   {"continuing_subword_prefix", nullptr},
                   {"end_of_word_suffix", nullptr},
                   {"fuse_unk", true},
                   {"byte_fallback", true},
                   {"vocab", ids},
                   {"merges", MergesOf(*model, ids)}};
  return file;
}

}  // namespace redquill::model
