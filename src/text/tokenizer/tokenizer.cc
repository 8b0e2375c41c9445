#include "text/tokenizer/tokenizer.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/utf8.h"
#include "text/tokenizer/added_tokens.h"
#include "text/tokenizer/growth.h"
#include "text/tokenizer/model.h"
#include "text/tokenizer/normalizer.h"
#include "text/tokenizer/part.h"
#include "text/tokenizer/post_processor.h"
#include "text/tokenizer/pre_tokenizer.h"

namespace redquill::text {
namespace {

class Pipeline final : public Tokenizer {
 public:
  static Result<std::unique_ptr<const Tokenizer>> Read(const nlohmann::json& json);

  Result<Encoding> Encode(std::string_view text, size_t max_tokens) const override;
  size_t vocabulary() const override { return ids_; }
  int32_t Find(std::string_view token) const override {
    const int32_t id = added_.Find(token);
    return id >= 0 ? id : model_->vocabulary().Find(token);
  }

 private:
  Result<void> Cut(const Pieces& pieces, std::vector<Blanks>* blanks, Encoding* tokens) const;

  std::unique_ptr<const Normalizer> normalizer_;
  std::unique_ptr<const PreTokenizer> pre_tokenizer_;
  std::unique_ptr<const TokenModel> model_;
  AddedTokens added_;
  PostProcessor post_;
  std::vector<Blanks> blanks_;  // By id; empty where offsets are not trimmed.
  size_t ids_ = 0;
};

Result<std::unique_ptr<const Tokenizer>> Pipeline::Read(const nlohmann::json& json) {
  Part part(json, "");
  if (part.Has("version") && part.Text("version") != "1.0") part.SetUnsupported("another version");
  const auto& model_json = part.At("model");
  if (part.fault()) return Failure(*part.fault());
  auto pipeline = std::make_unique<Pipeline>();
  if (part.Has("normalizer")) {
    auto normalizer = ReadNormalizer(part.At("normalizer"), "normalizer");
    if (!normalizer) return Failure(normalizer.error());
    pipeline->normalizer_ = std::move(*normalizer);
  }
  if (part.Has("pre_tokenizer")) {
    auto pre_tokenizer = ReadPreTokenizer(part.At("pre_tokenizer"), "pre_tokenizer");
    if (!pre_tokenizer) return Failure(pre_tokenizer.error());
    pipeline->pre_tokenizer_ = std::move(*pre_tokenizer);
  }
  const auto at = [&](const char* key) { return part.Has(key) ? part.At(key) : nlohmann::json(); };
  if (LargestGrowth(at("normalizer"), at("pre_tokenizer")) > kMaxGrowth) {
    part.SetUnsupported("steps that may make a text more than 1000 times longer");
    return Failure(*part.fault());
  }
  auto model = ReadModel(model_json);
  if (!model) return Failure(model.error());
  pipeline->model_ = std::move(*model);
  const Vocabulary& vocabulary = pipeline->model_->vocabulary();
  if (part.Has("added_tokens")) {
    auto added =
        AddedTokens::Read(part.At("added_tokens"), vocabulary, pipeline->normalizer_.get());
    if (!added) return Failure(added.error());
    pipeline->added_ = std::move(*added);
  }
  if (part.Has("post_processor")) {
    auto post = ReadPostProcessor(part.At("post_processor"), "post_processor");
    if (!post) return Failure(post.error());
    pipeline->post_ = std::move(*post);
  }
  pipeline->ids_ = std::max(vocabulary.ids(), pipeline->added_.ids());
  for (const PostProcessor::Step& step : pipeline->post_.steps) {
    for (const auto* list : {&step.before, &step.after}) {
      for (const int32_t id : *list) {
        if (static_cast<size_t>(id) >= pipeline->ids_) {
          part.SetFault("post_processor", "must not put in the id " + std::to_string(id) +
                                              ", which is beyond the vocabulary");
        }
      }
    }
  }
  if (pipeline->post_.trims()) {
    // Unigram's unknown tokens keep their text, whose blanks would have to be counted anew.
    if (model_json.value("type", "") == "Unigram") {
      part.SetUnsupported("trimmed offsets with a Unigram model");
    }
    for (size_t id = 0; id < vocabulary.ids(); ++id) {
      pipeline->blanks_.push_back(Blanks::Of(vocabulary.Token(static_cast<int32_t>(id))));
    }
  }
  if (part.fault()) return Failure(*part.fault());
  return pipeline;
}

Result<void> Pipeline::Cut(const Pieces& pieces, std::vector<Blanks>* blanks,
                           Encoding* tokens) const {
  const AlignedText& text = pieces.text;
  std::vector<ModelToken> cut;
  for (const Piece& piece : pieces.pieces) {
    const std::string_view bytes = pieces.View(piece);
    cut.clear();
    if (piece.token >= 0) {
      cut.push_back({piece.token, 0, static_cast<uint32_t>(bytes.size())});
    } else if (Result<void> done = model_->Tokenize(bytes, &cut); !done) {
      return done;
    }
    for (const ModelToken& token : cut) {
      tokens->ids.push_back(token.id);
      tokens->offsets.push_back({text.source[piece.begin + token.begin].begin,
                                 text.source[piece.begin + token.end - 1].end});
      if (blanks_.empty()) continue;
      blanks->push_back(piece.token >= 0 ? Blanks::Of(bytes)
                                         : blanks_[static_cast<size_t>(token.id)]);
    }
  }
  return {};
}

Result<Encoding> Pipeline::Encode(std::string_view text, size_t max_tokens) const {
  if (text.size() > kMaxEssayBytes) {
    return Fail(Code::kTooLarge,
                "The essay has " + std::to_string(text.size()) + " bytes; at most " +
                    std::to_string(kMaxEssayBytes) + " are read. Send a shorter text.",
                "essay");
  }
  if (const auto bad = FirstBadUtf8(text)) {
    return Fail(Code::kBadEncoding,
                "The essay is not UTF-8: the first bad byte is at offset " + std::to_string(*bad) +
                    ". Save the text as UTF-8 and send it again.",
                "essay");
  }
  const size_t added = post_.added();
  if (max_tokens > 0 && max_tokens <= added) {
    return Fail(Code::kInvalidArgument,
                "A limit of " + std::to_string(max_tokens) + " tokens leaves none for the text: " +
                    std::to_string(added) + " are put around it. Raise the limit.",
                "max_tokens");
  }
  Pieces pieces = added_.Extract(text, normalizer_.get());
  if (pre_tokenizer_) pre_tokenizer_->Apply(&pieces);
  Encoding tokens;
  std::vector<Blanks> blanks;
  const size_t guess = text.size() / 3 + 8;
  tokens.ids.reserve(guess);
  tokens.offsets.reserve(guess);
  if (Result<void> cut = Cut(pieces, &blanks, &tokens); !cut) return Failure(cut.error());
  tokens.total = tokens.ids.size() + added;
  if (max_tokens > 0 && tokens.total > max_tokens) {
    tokens.ids.resize(max_tokens - added);
    tokens.offsets.resize(max_tokens - added);
    if (!blanks.empty()) blanks.resize(max_tokens - added);
  }
  tokens.special.assign(tokens.ids.size(), 0);
  post_.Apply(text, &blanks, &tokens);
  return tokens;
}

}  // namespace

Result<std::unique_ptr<const Tokenizer>> Tokenizer::FromJson(std::string_view tokenizer_json) {
  JsonLimits limits;
  limits.bytes = kMaxTokenizerBytes;
  limits.values = 4 * kMaxVocabulary;
  Result<nlohmann::json> json = ParseJson(tokenizer_json, limits);
  if (!json) return Failure(json.error(), "tokenizer.json");
  return Pipeline::Read(*json);
}

}  // namespace redquill::text
