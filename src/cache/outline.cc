#include "cache/outline.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>

#include "base/random.h"
#include "text/characters.h"

namespace redquill::cache {
namespace {

bool InWord(char c) {
  return text::IsAlpha(c) || text::IsDigit(c) || static_cast<unsigned char>(c) >= 0x80;
}

/// FNV-1a (Fowler, Noll and Vo), mixed so that its low bits depend on all.
uint32_t HashOf(std::string_view token) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : token) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return static_cast<uint32_t>(Random(hash).Next());
}

using Tokens = std::span<const uint32_t>;

Tokens Paragraph(const Outline& outline, size_t i) {
  const size_t begin = outline.paragraphs[i];
  const size_t end =
      i + 1 < outline.paragraphs.size() ? outline.paragraphs[i + 1] : outline.tokens.size();
  return Tokens(outline.tokens).subspan(begin, end - begin);
}

/// The edits between two sequences; anything over `most` as most + 1.
size_t Edits(Tokens a, Tokens b, size_t most) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a = a.subspan(1);
    b = b.subspan(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a = a.first(a.size() - 1);
    b = b.first(b.size() - 1);
  }
  const size_t longer = std::max(a.size(), b.size());
  if (longer - std::min(a.size(), b.size()) > most) return most + 1;
  if (a.empty() || b.empty()) return longer;
  // Only cells within `most` of the diagonal can stay within it; those beside them count as far.
  const size_t far = most + 1;
  std::vector<size_t> row(b.size() + 1, far), above(b.size() + 1, far);
  for (size_t j = 0; j <= std::min(b.size(), most); ++j) above[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    const size_t first = i > most ? i - most : 0, last = std::min(b.size(), i + most);
    size_t best = far;
    for (size_t j = first; j <= last; ++j) {
      size_t edits = j == 0 ? i : above[j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0);
      edits = std::min(edits, above[j] + 1);
      if (j > first) edits = std::min(edits, row[j - 1] + 1);
      row[j] = std::min(edits, far);
      best = std::min(best, row[j]);
    }
    if (best > most) return far;
    if (last < b.size()) row[last + 1] = far;
    if (first > 0) row[first - 1] = far;
    std::swap(row, above);
  }
  return above[b.size()];
}

}  // namespace

Outline OutlineOf(std::string_view utf8) {
  Outline outline;
  bool fresh_line = true;
  for (size_t i = 0; i < utf8.size();) {
    if (utf8[i] == '\n') fresh_line = true;
    if (text::IsSpace(utf8[i])) {
      ++i;
      continue;
    }
    size_t end = i + 1;
    if (InWord(utf8[i])) {
      while (end < utf8.size() && InWord(utf8[end])) ++end;
    }
    if (fresh_line) outline.paragraphs.push_back(static_cast<uint32_t>(outline.tokens.size()));
    fresh_line = false;
    outline.tokens.push_back(HashOf(utf8.substr(i, end - i)));
    i = end;
  }
  return outline;
}

double TokenRatio(const Outline& a, const Outline& b, double least) {
  const size_t longer = std::max(a.tokens.size(), b.tokens.size());
  if (longer == 0 || a.paragraphs.size() != b.paragraphs.size()) return 0;
  const auto most =
      static_cast<size_t>(std::floor((1 - least) * static_cast<double>(longer) + 1e-9));
  size_t edits = 0;
  for (size_t i = 0; i < a.paragraphs.size() && edits <= most; ++i) {
    edits += Edits(Paragraph(a, i), Paragraph(b, i), most - edits);
  }
  if (edits > most) return 0;
  return 1 - static_cast<double>(edits) / static_cast<double>(longer);
}

Signature SignatureOf(const Outline& outline) {
  constexpr size_t kRun = 3;
  Signature signature;
  signature.fill(UINT32_MAX);
  const auto& tokens = outline.tokens;
  for (size_t i = 0; i < tokens.size(); ++i) {
    uint64_t run = 0;
    for (size_t j = i; j < std::min(i + kRun, tokens.size()); ++j) {
      run = Random(run ^ tokens[j]).Next();
    }
    // Multiply-shift with odd multipliers (Dietzfelbinger et al. 1997).
    Random multipliers(0x5eed);
    for (uint32_t& least : signature) {
      least = std::min(least, static_cast<uint32_t>((run * (multipliers.Next() | 1)) >> 32));
    }
    if (tokens.size() <= kRun) break;
  }
  return signature;
}

}  // namespace redquill::cache
