#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>

#include "base/utf8.h"
#include "text/tokenizer/model.h"
#include "text/tokenizer/trie.h"
#include "text/utf8.h"

namespace redquill::text {
namespace {

// How much less than the least likely token an unknown character is worth.
constexpr double kUnknownPenalty = 10;

// The reference's JSON reader takes a number's digits as an integer and scales it once, so that one
// of 17 digits may come out a unit in the last place beside the nearest double. That decides
// between two cuts whose scores are sums of the same numbers in another order. The digits are the
// shortest that say the value, as every writer of these files gives them.
double AsTheReferenceReads(double value) {
  char text[32];
  const auto [end, failed] =
      std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific);
  if (failed != std::errc() || !std::isfinite(value)) return value;
  uint64_t digits = 0;
  int exponent = 0;
  const char* at = text;
  for (bool fraction = false; at != end && *at != 'e'; ++at) {
    if (*at == '.') {
      fraction = true;
    } else {
      digits = digits * 10 + static_cast<uint64_t>(*at - '0');
      exponent -= fraction;
    }
  }
  int power = 0;
  const bool minus = end - at > 1 && at[1] == '-';
  if (end - at > 2) std::from_chars(at + 2, end, power);
  exponent += minus ? -power : power;
  if (exponent < -300 || exponent > 300) return value;
  const auto whole = static_cast<double>(digits);
  double scale = 1;
  const std::string literal = "1e" + std::to_string(std::abs(exponent));
  std::from_chars(literal.data(), literal.data() + literal.size(), scale);
  return std::copysign(exponent >= 0 ? whole * scale : whole / scale, value);
}

class Unigram final : public TokenModel {
 public:
  explicit Unigram(Part* part) : trie_(Read(part)) {
    if (!part->fault()) FindWholeWords();
  }

  Result<void> Tokenize(std::string_view piece, std::vector<ModelToken>* tokens) const override {
    if (const int32_t id = vocabulary_.Find(piece); id >= 0 && whole_[static_cast<size_t>(id)]) {
      tokens->push_back({id, 0, static_cast<uint32_t>(piece.size())});
      return {};
    }
    return Cut(piece, tokens);
  }

 private:
  static constexpr uint32_t kNone = static_cast<uint32_t>(-1);

  // Marks the tokens that are their own text's best path, so that most words cost one look-up.
  void FindWholeWords() {
    whole_.assign(vocabulary_.ids(), false);
    std::vector<ModelToken> tokens;
    for (size_t id = 0; id < vocabulary_.ids(); ++id) {
      const std::string_view token = vocabulary_.Token(static_cast<int32_t>(id));
      tokens.clear();
      if (FirstBadUtf8(token) || token.empty() || !Cut(token, &tokens)) continue;
      whole_[id] = tokens.size() == 1 && tokens[0].id == static_cast<int32_t>(id);
    }
  }

  Result<void> Cut(std::string_view piece, std::vector<ModelToken>* tokens) const {
    struct Best {
      double score = 0;
      int32_t id = -1;
      uint32_t begin = kNone;
    };
    thread_local std::vector<Best> ends;
    ends.assign(piece.size() + 1, {});
    for (size_t at = 0; at < piece.size();) {
      const double here = ends[at].score;
      const size_t length = CharLength(static_cast<unsigned char>(piece[at]));
      bool single = false;
      const auto offer = [&](size_t bytes, double score, int32_t id) {
        Best& end = ends[at + bytes];
        if (end.begin == kNone || score > end.score) {
          end = {score, id, static_cast<uint32_t>(at)};
        }
        single |= bytes == length;
      };
      trie_.Prefixes(piece.substr(at), [&](size_t bytes, int32_t id) {
        offer(bytes, scores_[static_cast<size_t>(id)] + here, id);
      });
      if (!single) {
        // The reference looks for the unknown token only where this way is the better one.
        const Best& end = ends[at + length];
        const double score = least_ - kUnknownPenalty + here;
        if (unknown_ < 0 && (end.begin == kNone || score > end.score)) return NoUnknownToken();
        offer(length, score, unknown_);
      }
      at += length;
    }
    std::vector<ModelToken> path;
    for (auto end = static_cast<uint32_t>(piece.size()); end > 0; end = ends[end].begin) {
      const bool joins = !path.empty() && ends[end].id == unknown_ && path.back().id == unknown_ &&
                         path.back().begin == end;
      if (joins) {
        path.back().begin = ends[end].begin;
      } else {
        path.push_back({ends[end].id, ends[end].begin, end});
      }
    }
    for (auto token = path.rbegin(); token != path.rend(); ++token) Emit(piece, *token, tokens);
    return {};
  }

  // Joined unknown characters may spell a token after all, as in the reference.
  void Emit(std::string_view piece, ModelToken token, std::vector<ModelToken>* tokens) const {
    if (token.id == unknown_) {
      const std::string_view text = piece.substr(token.begin, token.end - token.begin);
      token.id = vocabulary_.Find(text);
      if (token.id < 0 && !bytes_.empty()) {
        const bool all = std::all_of(text.begin(), text.end(), [&](char c) {
          return bytes_[static_cast<unsigned char>(c)] >= 0;
        });
        if (all) {
          for (const char c : text) {
            tokens->push_back({bytes_[static_cast<unsigned char>(c)], token.begin, token.end});
          }
          return;
        }
      }
      if (token.id < 0) token.id = unknown_;
    }
    tokens->push_back(token);
  }

  Trie Read(Part* part) {
    const auto& vocab = part->At("vocab");
    std::vector<std::pair<std::string_view, int32_t>> sorted;
    if (!vocab.is_array() || vocab.size() > kMaxVocabulary) {
      part->SetFault("vocab", "must be an array of at most 2000000 tokens");
      return Trie(sorted);
    }
    for (const auto& entry : vocab) {
      const auto id = static_cast<int32_t>(scores_.size());
      const bool pair =
          entry.is_array() && entry.size() == 2 && entry[0].is_string() && entry[1].is_number();
      if (!pair || entry[0].get_ref<const std::string&>().size() > Trie::kMaxTokenBytes) {
        part->SetFault("vocab[" + std::to_string(id) + "]",
                       "must be a token of at most 1024 bytes and its score");
        return Trie({});
      }
      const std::string& token = entry[0].get_ref<const std::string&>();
      if (!vocabulary_.Add(token, id)) {
        part->SetFault("vocab[" + std::to_string(id) + "]", "must not be there twice");
        return Trie({});
      }
      scores_.push_back(AsTheReferenceReads(entry[1].get<double>()));
      least_ = std::min(least_, scores_.back());
      if (!token.empty()) sorted.emplace_back(token, id);
    }
    if (part->Has("unk_id")) {
      unknown_ = part->Id("unk_id");
      if (static_cast<size_t>(unknown_) >= scores_.size()) {
        part->SetFault("unk_id", "must be in the vocabulary");
      }
    }
    if (part->Bool("byte_fallback", false)) {
      for (unsigned b = 0; b < 256; ++b) {
        char code[8];
        std::snprintf(code, sizeof code, "<0x%02X>", b);
        bytes_.push_back(vocabulary_.Find(code));
      }
    }
    std::sort(sorted.begin(), sorted.end());
    return Trie(sorted);
  }

  std::vector<double> scores_;
  double least_ = std::numeric_limits<double>::infinity();
  int32_t unknown_ = -2;  // Below any id of a token without one.
  std::vector<int32_t> bytes_;
  std::vector<bool> whole_;
  Trie trie_;
};

}  // namespace

MadeModel ReadUnigram(Part part) {
  auto model = std::make_unique<Unigram>(&part);
  if (part.fault()) return Failure(*part.fault());
  return model;
}

}  // namespace redquill::text
