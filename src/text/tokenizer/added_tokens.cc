#include "text/tokenizer/added_tokens.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "text/tokenizer/part.h"
#include "text/tokenizer/unicode/characters.h"

namespace redquill::text {
namespace {

constexpr size_t kMaxAddedTokens = 100'000;

// The character that ends at `end`, and where it begins.
char32_t CharBefore(std::string_view text, size_t end, size_t* begin) {
  *begin = end - 1;
  while ((text[*begin] & 0xc0) == 0x80) --*begin;
  return CharAt(text, *begin);
}

bool Has(char32_t c, CharFlag flag) { return (CharFlags()[c] & flag) != 0; }

}  // namespace

Result<AddedTokens> AddedTokens::Read(const nlohmann::json& json, const Vocabulary& vocabulary,
                                      const Normalizer* normalizer) {
  AddedTokens added;
  if (json.is_null()) return added;
  if (!json.is_array() || json.size() > kMaxAddedTokens) {
    return Fail(Code::kInvalidArgument,
                "tokenizer.json: added_tokens must be an array of at most 100000 tokens. Take the "
                "file that came with the model.",
                "added_tokens");
  }
  auto next_id = static_cast<int32_t>(vocabulary.size());
  std::unordered_set<std::string> seen;
  for (size_t i = 0; i < json.size(); ++i) {
    Part part(json[i], "added_tokens[" + std::to_string(i) + "]");
    AddedToken token;
    token.content = part.Text("content");
    token.single_word = part.Bool("single_word");
    token.left_strip = part.Bool("lstrip");
    token.right_strip = part.Bool("rstrip");
    token.normalized = part.Bool("normalized");
    part.Bool("special");
    token.id = part.Id("id");
    const int32_t known = vocabulary.Find(token.content);
    const int32_t expected = known >= 0 ? known : next_id++;
    if (token.content.empty()) part.SetFault("content", "must not be empty");
    if (token.id != expected) {
      part.SetFault("id", "must be " + std::to_string(expected) +
                              ", the token's id in the vocabulary or the next free one");
    }
    if (!seen.insert(token.content).second) part.SetFault("content", "must not be there twice");
    if (part.fault()) return Failure(*part.fault());
    token.pattern = token.content;
    if (token.normalized && normalizer) {
      AlignedText text = AlignedText::Of(token.content, 0);
      normalizer->Apply(&text);
      token.pattern = std::move(text.bytes);
      if (token.pattern.empty()) part.SetFault("content", "is nothing once normalised");
      if (part.fault()) return Failure(*part.fault());
    }
    added.ids_ = std::max(added.ids_, static_cast<size_t>(token.id) + 1);
    added.tokens_.push_back(std::move(token));
  }
  if (Result<void> indexed = added.Index(); !indexed) return Failure(indexed.error());
  return added;
}

Result<void> AddedTokens::Index() {
  for (const AddedToken& token : tokens_) {
    Round& round = token.normalized ? normalized_ : raw_;
    round.any = true;
    round.by_byte[static_cast<unsigned char>(token.pattern[0])].push_back(&token);
  }
  for (Round* round : {&raw_, &normalized_}) {
    for (auto& list : round->by_byte) {
      std::sort(list.begin(), list.end(), [](const AddedToken* a, const AddedToken* b) {
        return a->pattern.size() != b->pattern.size() ? a->pattern.size() > b->pattern.size()
                                                      : a->pattern < b->pattern;
      });
      const auto twice = std::adjacent_find(
          list.begin(), list.end(),
          [](const AddedToken* a, const AddedToken* b) { return a->pattern == b->pattern; });
      if (twice != list.end()) {
        return Fail(Code::kInvalidArgument,
                    "tokenizer.json: two added_tokens are the same once normalised. Take the file "
                    "that came with the model.",
                    "added_tokens");
      }
    }
  }
  return {};
}

int32_t AddedTokens::Find(std::string_view content) const {
  for (const AddedToken& token : tokens_) {
    if (token.content == content) return token.id;
  }
  return -1;
}

// The leftmost match, the longest of those that begin there; then the next behind it, also behind
// one that is then refused for standing in a word.
std::vector<AddedTokens::Found> AddedTokens::Round::Matches(std::string_view text) const {
  std::vector<Found> found;
  size_t taken = 0;  // The end of the last one found, its spaces included.
  for (size_t at = 0; at < text.size();) {
    const auto& list = by_byte[static_cast<unsigned char>(text[at])];
    const auto match = std::find_if(list.begin(), list.end(), [&](const AddedToken* t) {
      return text.substr(at).starts_with(t->pattern);
    });
    if (match == list.end()) {
      ++at;
      continue;
    }
    const AddedToken& token = **match;
    size_t begin = at, end = at + token.pattern.size(), before;
    at = end;
    if (token.single_word) {
      const bool left = begin > 0 && Has(CharBefore(text, begin, &before), kWordRegex);
      const bool right = end < text.size() && Has(CharAt(text, end), kWordRegex);
      if (left || right) continue;
    }
    if (token.left_strip) {
      while (begin > 0 && Has(CharBefore(text, begin, &before), kWhite)) begin = before;
      begin = std::max(begin, taken);
    }
    while (token.right_strip && end < text.size() && Has(CharAt(text, end), kWhite)) {
      end += CharLength(static_cast<unsigned char>(text[end]));
    }
    found.push_back({begin, end, &token});
    taken = end;
  }
  return found;
}

void AddedTokens::Split(const AlignedText& text, const std::vector<Found>& found, Pieces* out) {
  const size_t shift = out->text.bytes.size();
  out->text.Append(text, 0, text.bytes.size());
  size_t last = 0;
  for (const Found& f : found) {
    if (last < f.begin) out->pieces.push_back(out->Cut(shift + last, shift + f.begin));
    out->pieces.push_back(out->Cut(shift + f.begin, shift + f.end));
    out->pieces.back().token = f.token->id;
    last = f.end;
  }
  if (last < text.bytes.size()) {
    out->pieces.push_back(out->Cut(shift + last, shift + text.bytes.size()));
  }
}

Pieces AddedTokens::Extract(std::string_view text, const Normalizer* normalizer) const {
  Pieces raw;
  raw.text.origin = 0;
  const AlignedText whole = AlignedText::Of(text, 0);
  Split(whole, raw_.any ? raw_.Matches(text) : std::vector<Found>(), &raw);
  Pieces out;
  for (const Piece& piece : raw.pieces) {
    if (piece.token >= 0) {
      const size_t shift = out.text.bytes.size();
      out.text.Append(raw.text, piece.begin, piece.end);
      out.pieces.push_back(out.Cut(shift, out.text.bytes.size()));
      out.pieces.back().token = piece.token;
      continue;
    }
    AlignedText part;
    part.origin = piece.origin;
    part.Append(raw.text, piece.begin, piece.end);
    if (normalizer) normalizer->Apply(&part);
    const auto found = normalized_.any ? normalized_.Matches(part.bytes) : std::vector<Found>();
    Split(part, found, &out);
  }
  return out;
}

}  // namespace redquill::text
