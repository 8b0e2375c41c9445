#include "text/tokenizer/unicode/forms.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "text/tokenizer/unicode/characters.h"
#include "text/utf8.h"

namespace redquill::text {
namespace {

#include "text/tokenizer/unicode/normalization.inc"

// Conjoining jamo, Unicode Standard section 3.12.
constexpr char32_t kS = 0xac00, kL = 0x1100, kV = 0x1161, kT = 0x11a7;
constexpr uint32_t kLs = 19, kVs = 21, kTs = 28, kSs = kLs * kVs * kTs;

struct Data {
  CharMap canonical{kCanonicalTable};
  CharMap compatible{kCompatibleTable};
  std::unordered_map<uint64_t, char32_t> compositions;
  std::unordered_map<char32_t, uint8_t> classes;

  Data() {
    const CharMap pairs(kCompositionsTable);
    for (const char32_t c : pairs.keys()) {
      const std::u32string_view to = pairs.Find(c);
      compositions[uint64_t{to[0]} << 32 | to[1]] = c;
    }
    EachEntry(kCombiningClassesTable, [&](char32_t first, char32_t last, std::string_view value) {
      const auto combining = static_cast<uint8_t>(std::stoul(std::string(value), nullptr, 16));
      for (char32_t c = first; c <= last; ++c) classes[c] = combining;
    });
  }

  uint8_t ClassOf(char32_t c) const {
    if (c < 0x300) return 0;
    const auto at = classes.find(c);
    return at == classes.end() ? 0 : at->second;
  }

  // 0 where the two don't compose.
  char32_t Compose(char32_t a, char32_t b) const {
    if (a >= kL && a < kL + kLs && b >= kV && b < kV + kVs) {
      return kS + ((a - kL) * kVs + (b - kV)) * kTs;
    }
    if (a >= kS && a < kS + kSs && (a - kS) % kTs == 0 && b > kT && b < kT + kTs) {
      return a + (b - kT);
    }
    const auto at = compositions.find(uint64_t{a} << 32 | b);
    return at == compositions.end() ? 0 : at->second;
  }
};

const Data& NormalizationData() {
  static const Data data;
  return data;
}

void Decompose(const Data& data, char32_t c, bool compatible, std::vector<Edit>* out) {
  const auto emit = [&](std::u32string_view to) {
    for (size_t i = 0; i < to.size(); ++i) out->push_back({to[i], i == 0 ? 0 : 1});
  };
  if (c < 0x80) return emit({&c, 1});
  if (c >= kS && c < kS + kSs) {
    const uint32_t s = c - kS;
    const char32_t jamo[] = {kL + s / (kVs * kTs), kV + s % (kVs * kTs) / kTs, kT + s % kTs};
    return emit({jamo, s % kTs == 0 ? size_t{2} : size_t{3}});
  }
  std::u32string_view to;
  if (compatible) to = data.compatible.Find(c);
  if (to.empty()) to = data.canonical.Find(c);
  emit(to.empty() ? std::u32string_view(&c, 1) : to);
}

// Marks between starters in the order of their classes; equal classes keep theirs.
void Reorder(const Data& data, std::vector<Edit>* edits) {
  for (auto at = edits->begin(); at != edits->end();) {
    if (data.ClassOf(at->c) == 0) {
      ++at;
      continue;
    }
    auto end = at;
    while (end != edits->end() && data.ClassOf(end->c) != 0) ++end;
    std::stable_sort(at, end, [&](const Edit& a, const Edit& b) {
      return data.ClassOf(a.c) < data.ClassOf(b.c);
    });
    at = end;
  }
}

std::vector<Edit> Compose(const Data& data, const std::vector<Edit>& decomposed) {
  std::vector<Edit> out;
  out.reserve(decomposed.size());
  size_t starter = decomposed.size();  // Index into `out`; none yet.
  int last_class = 0;                  // Of the last mark behind the starter; 0: none.
  for (const Edit& edit : decomposed) {
    const int its_class = data.ClassOf(edit.c);
    if (starter < out.size() && (last_class == 0 || last_class < its_class)) {
      if (const char32_t composed = data.Compose(out[starter].c, edit.c); composed != 0) {
        out[starter] = {composed, out[starter].change + edit.change - 1};
        continue;
      }
    }
    out.push_back(edit);
    if (its_class == 0) {
      starter = out.size() - 1;
      last_class = 0;
    } else if (starter < out.size()) {
      last_class = its_class;
    }
  }
  return out;
}

}  // namespace

std::vector<Edit> NormalizeEdits(std::string_view utf8, Form form) {
  const Data& data = NormalizationData();
  std::vector<Edit> edits;
  edits.reserve(utf8.size());
  const bool compatible = form == Form::kNfkc || form == Form::kNfkd;
  for (size_t i = 0; i < utf8.size(); i += CharLength(static_cast<unsigned char>(utf8[i]))) {
    Decompose(data, CharAt(utf8, i), compatible, &edits);
  }
  Reorder(data, &edits);
  return form == Form::kNfc || form == Form::kNfkc ? Compose(data, edits) : edits;
}

}  // namespace redquill::text
