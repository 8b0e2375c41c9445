#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "base/utf8.h"
#include "text/tokenizer/growth.h"
#include "text/tokenizer/normalizer.h"
#include "text/tokenizer/part.h"
#include "text/tokenizer/unicode/characters.h"
#include "text/tokenizer/unicode/graphemes.h"

namespace redquill::text {
namespace {

constexpr size_t kMaxCharsmapBytes = 8 << 20;

// A double-array trie (Aoe 1989, Darts' layout of units) whose values are offsets into
// `normalized_`, where each entry ends with a NUL.
class Precompiled final : public Normalizer {
 public:
  Precompiled(std::vector<uint32_t> trie, std::string normalized)
      : trie_(std::move(trie)), normalized_(std::move(normalized)) {
    for (unsigned char c = 0; c < 0x80; ++c) {
      const char byte = static_cast<char>(c);
      std::string_view to;
      ascii_changes_[c] = Find({&byte, 1}, &to);
    }
  }

  void Apply(AlignedText* text) const override {
    if (Untouched(text->bytes)) return;
    const std::u32string chars = Decode(text->bytes);
    std::vector<Edit> edits;
    edits.reserve(chars.size());
    bool modified = false;
    size_t at_byte = 0;
    for (size_t at = 0; at < chars.size();) {
      const size_t end = GraphemeEnd(chars, at);
      size_t bytes = 0;
      for (size_t i = at; i < end; ++i) bytes += Length(chars[i]);
      std::string_view to;
      const std::string_view grapheme = std::string_view(text->bytes).substr(at_byte, bytes);
      if (bytes < 6 && Find(grapheme, &to)) {
        modified = true;
        Put(end - at, to, &edits);
      } else {
        for (size_t i = at, b = at_byte; i < end; b += Length(chars[i]), ++i) {
          if (Find(std::string_view(text->bytes).substr(b, Length(chars[i])), &to)) {
            modified = true;
            Put(1, to, &edits);
          } else {
            edits.push_back({chars[i], 0});
          }
        }
      }
      at = end;
      at_byte += bytes;
    }
    if (modified) text->Rewrite(edits, 0);
  }

 private:
  static size_t Length(char32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

  bool Untouched(const std::string& bytes) const {
    for (const char c : bytes) {
      if ((c & 0x80) != 0 || c == '\r' || ascii_changes_[static_cast<unsigned char>(c)])
        return false;
    }
    return true;
  }

  // What the shortest entry that `key` begins with is replaced by. (The reference takes the
  // shortest, too.)
  bool Find(std::string_view key, std::string_view* to) const {
    const auto offset = [](uint32_t unit) {
      return static_cast<size_t>(unit >> 10) << ((unit & (1u << 9)) >> 6);
    };
    size_t node = offset(trie_[0]);
    for (const char byte : key) {
      if (byte == 0) break;
      node ^= static_cast<unsigned char>(byte);
      if (node >= trie_.size()) return false;
      const uint32_t unit = trie_[node];
      if ((unit & (1u << 31 | 0xff)) != static_cast<unsigned char>(byte)) return false;
      node ^= offset(unit);
      if ((unit >> 8 & 1) == 1) {
        if (node >= trie_.size()) return false;
        const size_t begin = trie_[node] & 0x7fffffff;
        const bool inside = begin < normalized_.size() && (normalized_[begin] & 0xc0) == 0x80;
        if (begin > normalized_.size() || inside) return false;
        const size_t end = std::min(normalized_.find('\0', begin), normalized_.size());
        *to = std::string_view(normalized_).substr(begin, end - begin);
        return true;
      }
    }
    return false;
  }

  // As the reference counts: what is over goes as insertions, what is missing with the character
  // before. At the text's start nothing stands before, and the sources behind it shift.
  static void Put(size_t old_count, std::string_view to, std::vector<Edit>* edits) {
    size_t count = 0;
    EachChar(to, [&](char32_t c, size_t, size_t) {
      edits->push_back({c, count < old_count ? 0 : 1});
      ++count;
    });
    if (count < old_count && !edits->empty()) {
      edits->back().change -= static_cast<int>(old_count - count);
    }
  }

  std::vector<uint32_t> trie_;
  std::string normalized_;
  bool ascii_changes_[0x80] = {};
};

}  // namespace

Result<std::unique_ptr<const Normalizer>> ReadPrecompiled(const nlohmann::json& json,
                                                          const std::string& path) {
  Part part(json, path);
  const std::string base64 = part.Text("precompiled_charsmap");
  if (part.fault()) return Failure(*part.fault());
  Result<std::string> bytes = Base64Decode(base64);
  const auto wrong = [&](const char* rule) {
    part.SetFault("precompiled_charsmap", rule);
    return Failure(*part.fault());
  };
  if (!bytes || bytes->size() > kMaxCharsmapBytes) return wrong("must be base64 of at most 8 MiB");
  uint32_t trie_bytes = 0;
  if (bytes->size() >= 4) std::memcpy(&trie_bytes, bytes->data(), 4);
  if (trie_bytes < 4 || trie_bytes > bytes->size() - 4) return wrong("is cut off");
  std::vector<uint32_t> trie(trie_bytes / 4);
  std::memcpy(trie.data(), bytes->data() + 4, trie.size() * 4);
  std::string normalized = bytes->substr(4 + trie.size() * 4);
  if (FirstBadUtf8(normalized)) return wrong("holds text that is not UTF-8");
  for (size_t at = 0; at < normalized.size(); ++at) {
    const size_t end = std::min(normalized.find('\0', at), normalized.size());
    if (end - at > kMaxCharsmapEntry) return wrong("has an entry of more than 64 bytes");
    at = end;
  }
  return std::make_unique<Precompiled>(std::move(trie), std::move(normalized));
}

}  // namespace redquill::text
