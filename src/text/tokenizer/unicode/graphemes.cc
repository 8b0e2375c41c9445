#include "text/tokenizer/unicode/graphemes.h"

#include <cstdint>
#include <vector>

#include "text/tokenizer/unicode/characters.h"

namespace redquill::text {
namespace {

#include "text/tokenizer/unicode/graphemes.inc"

enum Class : uint8_t {
  kAny,
  kCr,
  kLf,
  kControl,
  kExtend,
  kZwj,
  kPictographic,
  kConsonant,
  kPrepend,
  kRegional,
  kSpacingMark,
  kL,
  kV,
  kT,
  kLv,
  kLvt,
};
constexpr uint8_t kConjunctExtend = 0x40, kConjunctLinker = 0x80, kClassMask = 0x3f;

uint8_t ClassNamed(std::string_view name) {
  if (name == "CR") return kCr;
  if (name == "LF") return kLf;
  if (name == "Control") return kControl;
  if (name == "Extend") return kExtend;
  if (name == "ZWJ") return kZwj;
  if (name == "Extended_Pictographic") return kPictographic;
  if (name == "InCB_Consonant") return kConsonant;
  if (name == "Prepend") return kPrepend;
  if (name == "Regional_Indicator") return kRegional;
  if (name == "SpacingMark") return kSpacingMark;
  return name == "L" ? kL : name == "V" ? kV : kT;
}

std::vector<uint8_t> BuildClasses() {
  std::vector<uint8_t> classes(0x110000);
  EachEntry(kGraphemeClassesTable, [&](char32_t first, char32_t last, std::string_view name) {
    for (char32_t c = first; c <= last; ++c) classes[c] = ClassNamed(name);
  });
  for (char32_t c = 0xac00; c < 0xd7a4; ++c) classes[c] = (c - 0xac00) % 28 == 0 ? kLv : kLvt;
  const auto mark = [&](std::string_view table, uint8_t bit) {
    EachEntry(table, [&](char32_t first, char32_t last, std::string_view) {
      for (char32_t c = first; c <= last; ++c) classes[c] |= bit;
    });
  };
  mark(kConjunctExtendTable, kConjunctExtend);
  mark(kConjunctLinkerTable, kConjunctLinker);
  return classes;
}

const std::vector<uint8_t>& Classes() {
  static const std::vector<uint8_t> classes = BuildClasses();
  return classes;
}

// Rule GB9c: a consonant, then marks with a linker among them, stand before `at`.
bool JoinsConjunct(const std::u32string& text, size_t at) {
  bool linker = false;
  while (at-- > 0) {
    const uint8_t bits = Classes()[text[at]];
    if (bits & kConjunctLinker) {
      linker = true;
    } else if (!(bits & kConjunctExtend)) {
      return linker && (bits & kClassMask) == kConsonant;
    }
  }
  return false;
}

// Rule GB11: a pictograph, then marks, then the joiner at `joiner`.
bool JoinsPictograph(const std::u32string& text, size_t joiner) {
  while (joiner-- > 0) {
    const uint8_t its = Classes()[text[joiner]] & kClassMask;
    if (its != kExtend) return its == kPictographic;
  }
  return false;
}

// Whether a cluster ends between at - 1 and at; the rules in the annex's order.
bool Breaks(const std::u32string& text, size_t at) {
  const uint8_t a = Classes()[text[at - 1]] & kClassMask, b = Classes()[text[at]] & kClassMask;
  if (a == kCr && b == kLf) return false;
  if (a == kControl || a == kCr || a == kLf || b == kControl || b == kCr || b == kLf) return true;
  if (a == kL && (b == kL || b == kV || b == kLv || b == kLvt)) return false;
  if ((a == kLv || a == kV) && (b == kV || b == kT)) return false;
  if ((a == kLvt || a == kT) && b == kT) return false;
  if (b == kExtend || b == kZwj || b == kSpacingMark || a == kPrepend) return false;
  if (b == kConsonant) return !JoinsConjunct(text, at);
  if (a == kZwj && b == kPictographic) return !JoinsPictograph(text, at - 1);
  if (a == kRegional && b == kRegional) {
    size_t before = 0;
    while (before < at && (Classes()[text[at - 1 - before]] & kClassMask) == kRegional) ++before;
    return before % 2 == 0;
  }
  return true;
}

}  // namespace

size_t GraphemeEnd(const std::u32string& text, size_t begin) {
  size_t end = begin + 1;
  while (end < text.size() && !Breaks(text, end)) ++end;
  return end;
}

}  // namespace redquill::text
