#include "text/tokenizer/normalizer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "text/characters.h"
#include "text/tokenizer/part.h"
#include "text/tokenizer/pattern.h"
#include "text/tokenizer/step.h"
#include "text/tokenizer/unicode/characters.h"
#include "text/tokenizer/unicode/forms.h"

namespace redquill::text {
namespace {

using Made = Result<std::unique_ptr<const Normalizer>>;

template <typename F>
Made Make(const Part& part, F f) {
  return MakeStep<Normalizer, AlignedText>(part, std::move(f));
}

void ApplyLowercase(AlignedText* text) {
  if (text->ascii()) {
    std::transform(text->bytes.begin(), text->bytes.end(), text->bytes.begin(), Lower);
    return;
  }
  const auto& flags = CharFlags();
  AlignedText next;
  next.origin = text->origin;
  next.bytes.reserve(text->bytes.size());
  next.source.reserve(text->bytes.size());
  EachChar(text->bytes, [&](char32_t c, size_t at, size_t length) {
    if (!(flags[c] & kHasLowercase)) return next.Append(*text, at, at + length);
    std::string lower;
    for (const char32_t to : Lowercase().Find(c)) AppendUtf8(to, &lower);
    next.Append(lower, text->source[at]);
  });
  *text = std::move(next);
}

void ApplyForm(AlignedText* text, Form form) {
  if (!text->ascii()) text->Rewrite(NormalizeEdits(text->bytes, form), 0);
}

// Puts characters in the place of characters: `map(c)` is `c` where nothing changes.
template <typename F>
void MapChars(AlignedText* text, F map) {
  AlignedText next;
  next.origin = text->origin;
  EachChar(text->bytes, [&](char32_t c, size_t at, size_t length) {
    const char32_t to = map(c);
    if (to == c) return next.Append(*text, at, at + length);
    std::string utf8;
    AppendUtf8(to, &utf8);
    next.Append(utf8, text->source[at]);
  });
  *text = std::move(next);
}

void CleanText(AlignedText* text) {
  const auto& flags = CharFlags();
  const auto spaces = [](char c) { return c == '\t' || c == '\n' || c == '\r'; };
  bool touched = false;
  for (const char c : text->bytes) touched |= (c & 0x80) != 0 || c < ' ' || c == 0x7f;
  if (!touched) return;
  text->Filter([&](char32_t c) {
    if (c < 0x80 && spaces(static_cast<char>(c))) return true;
    return c != 0 && c != 0xfffd && !(flags[c] & kOther);
  });
  if (text->ascii()) {
    std::replace_if(text->bytes.begin(), text->bytes.end(), spaces, ' ');
  } else {
    MapChars(text, [&](char32_t c) { return flags[c] & kWhite ? U' ' : c; });
  }
}

// The blocks that BERT sets apart, as the reference has them (U+2B820 to U+2B91F left out).
bool IsChinese(char32_t c) {
  return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) ||
         (c >= 0x20000 && c <= 0x2a6df) || (c >= 0x2a700 && c <= 0x2b81f) ||
         (c >= 0x2b920 && c <= 0x2ceaf) || (c >= 0xf900 && c <= 0xfaff) ||
         (c >= 0x2f800 && c <= 0x2fa1f);
}

void SetChineseApart(AlignedText* text) {
  bool any = false;
  EachChar(text->bytes, [&](char32_t c, size_t, size_t) { any |= IsChinese(c); });
  if (!any) return;
  AlignedText next;
  next.origin = text->origin;
  EachChar(text->bytes, [&](char32_t c, size_t at, size_t length) {
    if (!IsChinese(c)) return next.Append(*text, at, at + length);
    next.Append(" ", text->source[at]);
    next.Append(*text, at, at + length);
    next.Append(" ", text->source[at]);
  });
  *text = std::move(next);
}

Made ReadBert(Part part) {
  const bool clean = part.Bool("clean_text"), chinese = part.Bool("handle_chinese_chars");
  const bool lowercase = part.Bool("lowercase");
  const bool accents = part.Bool("strip_accents", lowercase);
  return Make(part, [=](AlignedText* text) {
    if (clean) CleanText(text);
    const bool ascii = text->ascii();
    if (chinese && !ascii) SetChineseApart(text);
    if (accents && !ascii) {
      ApplyForm(text, Form::kNfd);
      const auto& flags = CharFlags();
      text->Filter([&](char32_t c) { return !(flags[c] & kNonspacingMark); });
    }
    if (lowercase) ApplyLowercase(text);
  });
}

// SentencePiece's Nmt rules, as the reference writes them.
void ApplyNmt(AlignedText* text) {
  text->Filter([](char32_t c) {
    return !((c >= 0x1 && c <= 0x8) || c == 0xb || (c >= 0xe && c <= 0x1f) || c == 0x7f ||
             c == 0x8f || c == 0x9f);
  });
  MapChars(text, [](char32_t c) {
    const bool space = c == 0x9 || c == 0xa || c == 0xc || c == 0xd || c == 0x1680 ||
                       (c >= 0x200b && c <= 0x200f) || c == 0x2028 || c == 0x2029 || c == 0x2581 ||
                       c == 0xfeff || c == 0xfffd;
    return space ? U' ' : c;
  });
}

void ApplyStrip(AlignedText* text, bool left, bool right) {
  const auto& flags = CharFlags();
  size_t begin = 0, end = 0;
  bool inside = !left;
  EachChar(text->bytes, [&](char32_t c, size_t at, size_t length) {
    if (flags[c] & kWhite) return;
    if (!inside) begin = at;
    inside = true;
    end = at + length;
  });
  if (!right) end = text->bytes.size();
  if (!inside) begin = text->bytes.size();
  AlignedText next;
  next.origin = text->origin;
  if (begin < end) next.Append(*text, begin, end);
  *text = std::move(next);
}

void ApplyPrepend(AlignedText* text, const std::string& prefix) {
  if (text->bytes.empty() || prefix.empty()) return;
  text->source.insert(text->source.begin(), prefix.size(), text->source[0]);
  text->bytes.insert(0, prefix);
}

Made ReadReplace(Part part) {
  std::string content = part.Text("content");
  auto pattern = ReadPattern(part.At("pattern"), part.path() + ".pattern");
  if (part.fault()) return Failure(*part.fault());
  if (!pattern) return Failure(pattern.error());
  return Make(part,
              [content = std::move(content), pattern = std::move(*pattern)](AlignedText* text) {
                AlignedText next;
                next.origin = text->origin;
                size_t last = 0;
                for (Match m{0, 0}; pattern->Next(text->bytes, m.end, &m);) {
                  next.Append(*text, last, m.begin);
                  next.Append(content, text->source[m.end - 1]);
                  last = m.end;
                }
                if (last == 0) return;
                next.Append(*text, last, text->bytes.size());
                *text = std::move(next);
              });
}

Made ReadSequence(Part part) {
  const auto& list = part.At("normalizers");
  if (!list.is_array()) part.SetFault("normalizers", "must be an array");
  if (part.fault()) return Failure(*part.fault());
  std::vector<std::unique_ptr<const Normalizer>> steps;
  for (size_t i = 0; i < list.size(); ++i) {
    Made step = ReadNormalizer(list[i], part.path() + ".normalizers[" + std::to_string(i) + "]");
    if (!step) return step;
    steps.push_back(std::move(*step));
  }
  return Make(part, [steps = std::move(steps)](AlignedText* text) {
    for (const auto& step : steps) step->Apply(text);
  });
}

}  // namespace

Made ReadNormalizer(const nlohmann::json& json, const std::string& path) {
  Part part(json, path);
  if (part.fault()) return Failure(*part.fault());
  const std::string& type = part.type();
  const auto form = [&](Form f) {
    return Make(part, [f](AlignedText* text) { ApplyForm(text, f); });
  };
  if (type == "BertNormalizer") return ReadBert(part);
  if (type == "NFC") return form(Form::kNfc);
  if (type == "NFD") return form(Form::kNfd);
  if (type == "NFKC") return form(Form::kNfkc);
  if (type == "NFKD") return form(Form::kNfkd);
  if (type == "Lowercase") return Make(part, ApplyLowercase);
  if (type == "Nmt") return Make(part, ApplyNmt);
  if (type == "Precompiled") return ReadPrecompiled(json, path);
  if (type == "Replace") return ReadReplace(part);
  if (type == "Sequence") return ReadSequence(part);
  if (type == "StripAccents") {
    return Make(part, [](AlignedText* text) {
      text->Filter([](char32_t c) { return !(CharFlags()[c] & kCombiningMark); });
    });
  }
  if (type == "Strip") {
    const bool left = part.Bool("strip_left"), right = part.Bool("strip_right");
    return Make(part, [=](AlignedText* text) { ApplyStrip(text, left, right); });
  }
  if (type == "Prepend") {
    return Make(part,
                [prefix = part.Text("prepend")](AlignedText* text) { ApplyPrepend(text, prefix); });
  }
  return Part::Unknown("normalizer", part);
}

}  // namespace redquill::text
