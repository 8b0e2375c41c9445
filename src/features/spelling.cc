#include "features/spelling.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "text/characters.h"
#include "text/utf8.h"

namespace redquill::features {
namespace {

bool IsVowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

void AppendFolded(char32_t c, std::string* folded) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x02bc:
    case 0x0091:
    case 0x0092:
    case 0x00b4:
      *folded += '\'';
      return;
    case 0x00ad:  // Soft hyphen.
    case 0xfeff:
      return;
    default:
      if (c >= 0x200b && c <= 0x200d) return;
  }
  char bytes[4];
  int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, u_tolower(static_cast<UChar32>(c)));
  folded->append(bytes, static_cast<size_t>(size));
}

}  // namespace

void FoldWord(std::string_view word, std::string* folded) {
  folded->clear();
  for (size_t i = 0; i < word.size();) {
    const auto lead = static_cast<unsigned char>(word[i]);
    if (lead < 0x80) {
      *folded += word[i] == '`' ? '\'' : text::Lower(word[i]);
      ++i;
    } else {
      AppendFolded(text::CharAt(word, i), folded);
      i += text::CharLength(lead);
    }
  }
}

std::string_view Stem(std::string_view folded, std::string* buffer) {
  if (folded.ends_with("'s")) folded.remove_suffix(2);
  if (folded.size() < 4 || !folded.ends_with('s')) return folded;
  const char before = folded[folded.size() - 2];
  if (before == 's' || before == 'u' || before == 'i') return folded;
  if (folded.size() > 4 && folded.ends_with("ies")) {
    buffer->assign(folded.substr(0, folded.size() - 3)).push_back('y');
    return *buffer;
  }
  for (std::string_view end : {"sses", "xes", "ches", "shes", "zes"}) {
    if (folded.ends_with(end)) return folded.substr(0, folded.size() - 2);
  }
  return folded.substr(0, folded.size() - 1);
}

int Syllables(std::string_view folded) {
  if (folded.ends_with("'s")) folded.remove_suffix(2);
  int groups = 0;
  bool vowel_before = false;
  for (char c : folded) {
    const bool vowel = IsVowel(c);
    groups += vowel && !vowel_before;
    vowel_before = vowel;
  }
  const size_t n = folded.size();
  if (n > 2 && groups > 1 && !IsVowel(folded[n - 2]) && folded.ends_with('e') &&
      !(folded.ends_with("le") && !IsVowel(folded[n - 3]))) {
    --groups;  // "make", but not "table"
  }
  if (n > 3 && groups > 1 && !IsVowel(folded[n - 3])) {
    const char before = folded[n - 3];
    if (folded.ends_with("ed") && before != 't' && before != 'd') --groups;
    const bool hissing = std::string_view("szxcgh").find(before) != std::string_view::npos;
    if (folded.ends_with("es") && !hissing && !(before == 'l' && !IsVowel(folded[n - 4]))) {
      --groups;  // "makes", but not "tables" or "wishes"
    }
  }
  return std::max(groups, 1);
}

WordList::Entry LookUp(const WordList& list, std::string_view folded) {
  WordList::Entry entry = list.Find(folded);
  if (entry.Known()) return entry;
  if (folded.ends_with("'s")) return list.Find(folded.substr(0, folded.size() - 2));
  const size_t dot = folded.find('.');
  if (dot != std::string_view::npos) {
    std::string joined(folded);
    std::erase(joined, '.');
    entry = list.Find(joined);
    entry.name = entry.name || joined.size() <= 3;  // "e.g", "p.m", "u.s.a"
  }
  return entry;
}

}  // namespace redquill::features
