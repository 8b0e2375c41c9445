#include <algorithm>
#include <cstdio>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/quote.h"
#include "text/tokenizer/model.h"
#include "text/utf8.h"

namespace redquill::text {
namespace {

struct Merge {
  uint32_t rank;
  int32_t id;
};

struct Symbol {
  int32_t id;
  uint32_t length;  // Bytes of the piece; 0: merged into the one before.
  int32_t previous, next;
};

struct Candidate {
  uint32_t rank;
  int32_t at, id;
  bool operator>(const Candidate& o) const { return rank != o.rank ? rank > o.rank : at > o.at; }
};

class Bpe final : public TokenModel {
 public:
  explicit Bpe(Part* part) {
    vocabulary_.Read(part);
    ReadOptions(part);
    if (!part->fault()) ReadMerges(part);
    if (!part->fault()) FindWholeWords();
  }

  Result<void> Tokenize(std::string_view piece, std::vector<ModelToken>* tokens) const override {
    if (const int32_t id = vocabulary_.Find(piece); id >= 0) {
      if (ignore_merges_ || whole_[static_cast<size_t>(id)]) {
        tokens->push_back({id, 0, static_cast<uint32_t>(piece.size())});
        return {};
      }
    }
    std::vector<Symbol> symbols;
    symbols.reserve(piece.size());
    AddSymbols(piece, &symbols);
    MergeAll(&symbols);
    uint32_t at = 0;
    for (const Symbol& s : symbols) {
      if (s.length == 0) continue;
      tokens->push_back({s.id, at, at + s.length});
      at += s.length;
    }
    return {};
  }

 private:
  void ReadOptions(Part* part) {
    if (part->Has("dropout")) {
      const auto& dropout = part->At("dropout");
      if (!dropout.is_number() || dropout.get<double>() != 0) part->SetUnsupported("BPE dropout");
    }
    if (part->Has("unk_token")) {
      unknown_ = vocabulary_.Find(part->Text("unk_token"));
      if (unknown_ < 0) part->SetFault("unk_token", "must be in the vocabulary");
    }
    prefix_ = part->Text("continuing_subword_prefix", "");
    suffix_ = part->Text("end_of_word_suffix", "");
    fuse_ = part->Bool("fuse_unk", false);
    ignore_merges_ = part->Bool("ignore_merges", false);
    if (part->Bool("byte_fallback", false)) {
      byte_ids_.emplace();
      for (unsigned b = 0; b < 256; ++b) {
        char code[8];
        std::snprintf(code, sizeof code, "<0x%02X>", b);
        byte_ids_->push_back(vocabulary_.Find(code));
      }
    }
    for (unsigned char c = 0; c < 0x80; ++c) {
      const char byte = static_cast<char>(c);
      ascii_ids_[c] = vocabulary_.Find({&byte, 1});
    }
  }

  void ReadMerges(Part* part) {
    const auto& merges = part->At("merges");
    if (!merges.is_array() || merges.size() > kMaxVocabulary) {
      return part->SetFault("merges", "must be an array of at most 2000000 pairs");
    }
    merges_.reserve(merges.size());
    uint32_t rank = 0;
    for (const auto& merge : merges) {
      std::string a, b;
      if (merge.is_string()) {
        const std::string& line = merge.get_ref<const std::string&>();
        if (line.starts_with("#version")) continue;
        const size_t space = line.find(' ');
        if (space != line.npos && line.find(' ', space + 1) == line.npos) {
          a = line.substr(0, space);
          b = line.substr(space + 1);
        }
      } else if (merge.is_array() && merge.size() == 2 && merge[0].is_string() &&
                 merge[1].is_string()) {
        a = merge[0].get<std::string>();
        b = merge[1].get<std::string>();
      }
      const int32_t left = vocabulary_.Find(a), right = vocabulary_.Find(b);
      const int32_t id =
          b.size() < prefix_.size() ? -1 : vocabulary_.Find(a + b.substr(prefix_.size()));
      if (left < 0 || right < 0 || id < 0) {
        return part->SetFault("merges[" + std::to_string(rank) + "]",
                              "must be two tokens whose join is a token, too");
      }
      merges_[Key(left, right)] = {rank++, id};
    }
  }

  static uint64_t Key(int32_t left, int32_t right) {
    return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
  }

  // Marks the tokens that merging gives back whole for their own text, so that most words cost one
  // look-up. With a suffix or prefix a text is no token's own, so none are marked.
  void FindWholeWords() {
    whole_.assign(vocabulary_.ids(), false);
    if (!prefix_.empty() || !suffix_.empty() || ignore_merges_) return;
    std::vector<Symbol> symbols;
    for (size_t id = 0; id < vocabulary_.ids(); ++id) {
      const std::string_view token = vocabulary_.Token(static_cast<int32_t>(id));
      if (token.empty()) continue;
      symbols.clear();
      AddSymbols(token, &symbols);
      MergeAll(&symbols);
      whole_[id] = !symbols.empty() && symbols[0].id == static_cast<int32_t>(id) &&
                   symbols[0].length == token.size();
    }
  }

  static void Add(int32_t id, size_t length, std::vector<Symbol>* symbols) {
    const auto at = static_cast<int32_t>(symbols->size());
    if (at > 0) symbols->back().next = at;
    symbols->push_back({id, static_cast<uint32_t>(length), at - 1, -1});
  }

  int32_t FindChar(std::string_view c, bool first, bool last) const {
    const bool plain = (first || prefix_.empty()) && (!last || suffix_.empty());
    if (plain && c.size() == 1) return ascii_ids_[static_cast<unsigned char>(c[0])];
    if (plain) return vocabulary_.Find(c);
    std::string decorated = first ? "" : prefix_;
    decorated += c;
    if (last) decorated += suffix_;
    return vocabulary_.Find(decorated);
  }

  // The bytes of a character as tokens, all or none. (The reference takes the prefix and the suffix
  // for bytes of it, too; a vocabulary with both is refused by no one and known to no one.)
  bool AddBytes(std::string_view c, std::vector<Symbol>* symbols) const {
    if (!byte_ids_) return false;
    for (const char b : c) {
      if ((*byte_ids_)[static_cast<unsigned char>(b)] < 0) return false;
    }
    for (const char b : c) Add((*byte_ids_)[static_cast<unsigned char>(b)], 1, symbols);
    return true;
  }

  void AddSymbols(std::string_view piece, std::vector<Symbol>* symbols) const {
    size_t unknown_bytes = 0;
    const auto flush = [&] {
      if (unknown_bytes > 0) Add(unknown_, unknown_bytes, symbols);
      unknown_bytes = 0;
    };
    for (size_t i = 0; i < piece.size();) {
      const size_t length = CharLength(static_cast<unsigned char>(piece[i]));
      const std::string_view c = piece.substr(i, length);
      const int32_t id = FindChar(c, i == 0, i + length == piece.size());
      i += length;
      if (id >= 0) {
        flush();
        Add(id, length, symbols);
      } else if (!AddBytes(c, symbols) && unknown_ >= 0) {
        if (!fuse_) flush();
        unknown_bytes += length;
      }
    }
    flush();
  }

  const Merge* Find(const Symbol& left, const Symbol& right) const {
    const auto at = merges_.find(Key(left.id, right.id));
    return at == merges_.end() ? nullptr : &at->second;
  }

  void MergeAll(std::vector<Symbol>* symbols) const {
    std::vector<Symbol>& s = *symbols;
    std::vector<Candidate> storage;
    storage.reserve(s.size() + 8);
    std::priority_queue queue(std::greater<Candidate>(), std::move(storage));
    const auto push = [&](int32_t left, int32_t right) {
      const Merge* merge = Find(s[static_cast<size_t>(left)], s[static_cast<size_t>(right)]);
      if (merge) queue.push({merge->rank, left, merge->id});
    };
    for (size_t i = 0; i + 1 < s.size(); ++i) {
      push(static_cast<int32_t>(i), static_cast<int32_t>(i + 1));
    }
    while (!queue.empty()) {
      const Candidate top = queue.top();
      queue.pop();
      Symbol& left = s[static_cast<size_t>(top.at)];
      if (left.length == 0 || left.next < 0) continue;
      Symbol& right = s[static_cast<size_t>(left.next)];
      const Merge* merge = Find(left, right);
      if (merge == nullptr || merge->id != top.id) continue;  // The pair has changed since.
      left.id = top.id;
      left.length += right.length;
      left.next = right.next;
      right.length = 0;
      if (left.next >= 0) {
        s[static_cast<size_t>(left.next)].previous = top.at;
        push(top.at, left.next);
      }
      if (left.previous >= 0) push(left.previous, top.at);
    }
  }

  std::unordered_map<uint64_t, Merge> merges_;
  std::vector<bool> whole_;
  int32_t ascii_ids_[0x80];
  std::optional<std::vector<int32_t>> byte_ids_;
  std::string prefix_, suffix_;
  int32_t unknown_ = -1;
  bool fuse_ = false, ignore_merges_ = false;
};

}  // namespace

MadeModel ReadBpe(Part part) {
  auto model = std::make_unique<Bpe>(&part);
  if (part.fault()) return Failure(*part.fault());
  return model;
}

}  // namespace redquill::text
