#include "text/tokenizer/unicode/characters.h"

#include <algorithm>

#include "text/utf8.h"

namespace redquill::text {
namespace {

#include "text/tokenizer/unicode/lowercase.inc"
#include "text/tokenizer/unicode/sets.inc"

std::vector<uint16_t> BuildFlags() {
  std::vector<uint16_t> flags(0x110000);
  const auto set = [&](std::string_view table, CharFlag flag) {
    EachEntry(table, [&](char32_t first, char32_t last, std::string_view) {
      for (char32_t c = first; c <= last; ++c) flags[c] |= flag;
    });
  };
  set(kWhiteTable, kWhite);
  set(kWordRegexTable, kWordRegex);
  set(kNumericTable, kNumeric);
  set(kPunctuationTable, kPunctuation);
  set(kOtherTable, kOther);
  set(kNonspacingMarkTable, kNonspacingMark);
  set(kCombiningMarkTable, kCombiningMark);
  set(kLetterRegexTable, kLetterRegex);
  set(kNumberRegexTable, kNumberRegex);
  for (const char32_t c : Lowercase().keys()) flags[c] |= kHasLowercase;
  return flags;
}

}  // namespace

const std::vector<uint16_t>& CharFlags() {
  static const std::vector<uint16_t> flags = BuildFlags();
  return flags;
}

const CharMap& Lowercase() {
  static const CharMap map(kLowercaseTable);
  return map;
}

void AppendUtf8(char32_t c, std::string* out) {
  const auto continuation = [&](int shift) {
    out->push_back(static_cast<char>(0x80 | ((c >> shift) & 0x3f)));
  };
  if (c < 0x80) {
    out->push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out->push_back(static_cast<char>(0xc0 | (c >> 6)));
    continuation(0);
  } else if (c < 0x10000) {
    out->push_back(static_cast<char>(0xe0 | (c >> 12)));
    continuation(6);
    continuation(0);
  } else {
    out->push_back(static_cast<char>(0xf0 | (c >> 18)));
    continuation(12);
    continuation(6);
    continuation(0);
  }
}

std::u32string Decode(std::string_view utf8) {
  std::u32string out;
  out.reserve(utf8.size());
  for (size_t i = 0; i < utf8.size(); i += CharLength(static_cast<unsigned char>(utf8[i]))) {
    out.push_back(CharAt(utf8, i));
  }
  return out;
}

CharMap::CharMap(std::string_view table) {
  EachEntry(table, [&](char32_t first, char32_t, std::string_view value) {
    keys_.push_back(first);
    begins_.push_back(static_cast<uint32_t>(to_.size()));
    for (size_t at = 0; at <= value.size();) {
      const size_t plus = std::min(value.find('+', at), value.size());
      to_.push_back(
          static_cast<char32_t>(std::stoul(std::string(value.substr(at, plus - at)), nullptr, 16)));
      at = plus + 1;
    }
  });
  begins_.push_back(static_cast<uint32_t>(to_.size()));
}

std::u32string_view CharMap::Find(char32_t c) const {
  const auto at = std::lower_bound(keys_.begin(), keys_.end(), c);
  if (at == keys_.end() || *at != c) return {};
  const auto i = static_cast<size_t>(at - keys_.begin());
  return std::u32string_view(to_).substr(begins_[i], begins_[i + 1] - begins_[i]);
}

}  // namespace redquill::text
