#include <algorithm>
#include <string>
#include <utility>

#include "text/tokenizer/model.h"
#include "text/utf8.h"

namespace redquill::text {
namespace {

size_t CountChars(std::string_view utf8) {
  return static_cast<size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

class WordLevel final : public TokenModel {
 public:
  explicit WordLevel(Part* part) {
    vocabulary_.Read(part);
    unknown_ = vocabulary_.Find(part->Text("unk_token"));
  }

  Result<void> Tokenize(std::string_view piece, std::vector<ModelToken>* tokens) const override {
    int32_t id = vocabulary_.Find(piece);
    if (id < 0) id = unknown_;
    if (id < 0) return NoUnknownToken();
    tokens->push_back({id, 0, static_cast<uint32_t>(piece.size())});
    return {};
  }

 private:
  int32_t unknown_;
};

class WordPiece final : public TokenModel {
 public:
  explicit WordPiece(Part* part) {
    vocabulary_.Read(part);
    unknown_ = vocabulary_.Find(part->Text("unk_token"));
    prefix_ = part->Text("continuing_subword_prefix");
    most_chars_ = static_cast<size_t>(part->Id("max_input_chars_per_word"));
    longest_ = vocabulary_.longest();
  }

  Result<void> Tokenize(std::string_view piece, std::vector<ModelToken>* tokens) const override {
    const auto size = static_cast<uint32_t>(piece.size());
    const size_t before = tokens->size();
    if (CountChars(piece) <= most_chars_ && Cut(piece, tokens)) return {};
    tokens->resize(before);
    if (unknown_ < 0) return NoUnknownToken();
    tokens->push_back({unknown_, 0, size});
    return {};
  }

 private:
  bool Cut(std::string_view piece, std::vector<ModelToken>* tokens) const {
    std::string continued = prefix_;
    for (size_t begin = 0; begin < piece.size();) {
      // No token is longer than the longest one, so a longer end need not be tried.
      const std::string_view rest = piece.substr(begin, longest_);
      if (begin > 0) {
        continued.resize(prefix_.size());
        continued += rest;
      }
      size_t length = rest.size();
      while (begin + length < piece.size() && (piece[begin + length] & 0xc0) == 0x80) --length;
      int32_t id = -1;
      for (; length > 0; --length) {
        const size_t end = begin + length;
        if (end < piece.size() && (piece[end] & 0xc0) == 0x80) continue;
        id = vocabulary_.Find(begin == 0
                                  ? rest.substr(0, length)
                                  : std::string_view(continued).substr(0, prefix_.size() + length));
        if (id >= 0) break;
      }
      if (id < 0) return false;
      tokens->push_back({id, static_cast<uint32_t>(begin), static_cast<uint32_t>(begin + length)});
      begin += length;
    }
    return true;
  }

  int32_t unknown_;
  std::string prefix_;
  size_t most_chars_, longest_;
};

template <typename M>
MadeModel Read(Part part) {
  auto model = std::make_unique<M>(&part);
  if (part.fault()) return Failure(*part.fault());
  return model;
}

}  // namespace

MadeModel ReadWordLevel(Part part) { return Read<WordLevel>(part); }
MadeModel ReadWordPiece(Part part) { return Read<WordPiece>(part); }

}  // namespace redquill::text
