#include "text/tokenizer/pre_tokenizer.h"

#include <utility>

#include "text/tokenizer/byte_alphabet.h"
#include "text/tokenizer/delimiter.h"
#include "text/tokenizer/part.h"
#include "text/tokenizer/pattern.h"
#include "text/tokenizer/step.h"
#include "text/tokenizer/unicode/characters.h"

namespace redquill::text {
namespace {

using Made = Result<std::unique_ptr<const PreTokenizer>>;

template <typename F>
Made Make(const Part& part, F f) {
  return MakeStep<PreTokenizer, Pieces>(part, std::move(f));
}

// Replaces each piece that is no added token by those that `cut(piece, append)` appends.
template <typename F>
void EachText(Pieces* pieces, F cut) {
  std::vector<Piece> out;
  out.reserve(pieces->text.bytes.size() / 4 + pieces->pieces.size());
  for (const Piece& piece : pieces->pieces) {
    if (piece.token >= 0) {
      out.push_back(piece);
    } else {
      cut(piece, [&](size_t begin, size_t end) {
        if (begin < end) out.push_back(pieces->Cut(begin, end));
      });
    }
  }
  pieces->pieces = std::move(out);
}

// Cuts where `is(c)`: the character goes, or stands alone.
template <typename F>
void SplitAtChars(Pieces* pieces, bool keep, F is) {
  EachText(pieces, [&](const Piece& piece, auto append) {
    size_t last = piece.begin;
    EachChar(pieces->View(piece), [&](char32_t c, size_t at, size_t length) {
      if (!is(c)) return;
      append(last, piece.begin + at);
      last = piece.begin + at + length;
      if (keep) append(piece.begin + at, last);
    });
    append(last, piece.end);
  });
}

// Cuts into stretches of characters that `is` and that are not, and settles the delimiters.
template <typename F>
void SplitAtFlagged(Pieces* pieces, Delimiter behaviour, F is) {
  EachText(pieces, [&](const Piece& piece, auto append) {
    std::vector<Stretch> stretches;
    EachChar(pieces->View(piece), [&](char32_t c, size_t at, size_t length) {
      const bool delimiter = is(c);
      if (!delimiter && !stretches.empty() && !stretches.back().delimiter) {
        stretches.back().end += length;
      } else {
        stretches.push_back({piece.begin + at, piece.begin + at + length, delimiter});
      }
    });
    Settle(behaviour, &stretches);
    for (const Stretch& s : stretches) append(s.begin, s.end);
  });
}

void SplitAtPattern(Pieces* pieces, const Pattern& pattern, Delimiter behaviour, bool invert) {
  EachText(pieces, [&](const Piece& piece, auto append) {
    const std::string_view text = pieces->View(piece);
    std::vector<Stretch> stretches;
    size_t last = 0;
    for (Match m{0, 0}; pattern.Next(text, m.end, &m);) {
      if (last < m.begin) stretches.push_back({last, m.begin, invert});
      stretches.push_back({m.begin, m.end, !invert});
      last = m.end;
    }
    if (last < text.size()) stretches.push_back({last, text.size(), invert});
    Settle(behaviour, &stretches);
    for (const Stretch& s : stretches) append(piece.begin + s.begin, piece.begin + s.end);
  });
}

// \w+|[^\w\s]+
void SplitWhitespace(Pieces* pieces) {
  const auto& flags = CharFlags();
  const auto kind = [&](char32_t c) {
    return flags[c] & kWordRegex ? 1 : flags[c] & kWhite ? 0 : 2;
  };
  EachText(pieces, [&](const Piece& piece, auto append) {
    size_t begin = piece.begin;
    int inside = 0;
    EachChar(pieces->View(piece), [&](char32_t c, size_t at, size_t) {
      const int its = kind(c);
      if (its == inside) return;
      if (inside != 0) append(begin, piece.begin + at);
      begin = piece.begin + at;
      inside = its;
    });
    if (inside != 0) append(begin, piece.end);
  });
}

void SplitBert(Pieces* pieces) {
  const auto& flags = CharFlags();
  EachText(pieces, [&](const Piece& piece, auto append) {
    size_t last = piece.begin;
    EachChar(pieces->View(piece), [&](char32_t c, size_t at, size_t length) {
      if (!(flags[c] & (kWhite | kPunctuation))) return;
      append(last, piece.begin + at);
      last = piece.begin + at + length;
      if (!(flags[c] & kWhite)) append(piece.begin + at, last);
    });
    append(last, piece.end);
  });
}

// Builds the text anew, piece by piece: `write(piece, &text)` appends what a piece becomes.
template <typename F>
void RewritePieces(Pieces* pieces, F write) {
  AlignedText next;
  next.origin = pieces->text.origin;
  next.bytes.reserve(pieces->text.bytes.size() * 2);
  next.source.reserve(pieces->text.bytes.size() * 2);
  for (Piece& piece : pieces->pieces) {
    const size_t begin = next.bytes.size();
    if (piece.token >= 0) {
      next.Append(pieces->text, piece.begin, piece.end);
    } else {
      write(piece, &next);
    }
    piece.begin = static_cast<uint32_t>(begin);
    piece.end = static_cast<uint32_t>(next.bytes.size());
  }
  pieces->text = std::move(next);
}

Made ReadByteLevel(Part part) {
  const bool prefix = part.Bool("add_prefix_space");
  std::shared_ptr<const Pattern> pattern;
  if (part.Bool("use_regex", true)) pattern = Gpt2Pattern();
  return Make(part, [prefix, pattern](Pieces* pieces) {
    if (prefix) {
      RewritePieces(pieces, [&](const Piece& piece, AlignedText* text) {
        const AlignedText& old = pieces->text;
        if (old.bytes[piece.begin] != ' ') text->Append(" ", old.source[piece.begin]);
        text->Append(old, piece.begin, piece.end);
      });
    }
    if (pattern) SplitAtPattern(pieces, *pattern, Delimiter::kIsolated, false);
    RewritePieces(pieces, [&](const Piece& piece, AlignedText* text) {
      for (uint32_t i = piece.begin; i < piece.end; ++i) {
        text->Append(ByteChar(static_cast<unsigned char>(pieces->text.bytes[i])),
                     pieces->text.source[i]);
      }
    });
  });
}

Made ReadMetaspace(Part part) {
  const std::string mark = part.Text("replacement");
  std::string scheme = part.Text("prepend_scheme", "always");
  if (part.Has("add_prefix_space") && !part.Bool("add_prefix_space")) {
    if (part.Has("prepend_scheme") && scheme != "never") {
      part.SetFault("add_prefix_space", "must not contradict prepend_scheme");
    }
    if (!part.Has("prepend_scheme")) {
      // The reference reads the default, "always", and refuses the contradiction.
      part.SetFault("prepend_scheme", "must be there where add_prefix_space is false");
    }
  }
  const bool split = part.Bool("split", true);
  if (!part.fault() && (mark.empty() || Decode(mark).size() != 1)) {
    part.SetFault("replacement", "must be one character");
  }
  if (scheme != "always" && scheme != "first" && scheme != "never") {
    part.SetFault("prepend_scheme", "must be always, first or never");
  }
  return Make(part, [=](Pieces* pieces) {
    RewritePieces(pieces, [&](const Piece& piece, AlignedText* text) {
      const AlignedText& old = pieces->text;
      const bool marked = old.bytes[piece.begin] == ' ' || pieces->View(piece).starts_with(mark);
      const bool wanted = scheme == "always" || (scheme == "first" && piece.origin == 0);
      if (wanted && !marked) text->Append(mark, old.source[piece.begin]);
      size_t last = piece.begin;
      for (size_t i = piece.begin; i < piece.end; ++i) {
        if (old.bytes[i] != ' ') continue;
        text->Append(old, last, i);
        text->Append(mark, old.source[i]);
        last = i + 1;
      }
      text->Append(old, last, piece.end);
    });
    if (!split) return;
    const char32_t c = Decode(mark)[0];
    SplitAtFlagged(pieces, Delimiter::kMergedWithNext, [c](char32_t d) { return d == c; });
  });
}

Delimiter ReadBehaviour(Part* part, bool optional) {
  const std::string name = optional ? part->Text("behavior", "Isolated") : part->Text("behavior");
  const std::optional<Delimiter> behaviour = DelimiterNamed(name);
  if (!behaviour) part->SetFault("behavior", "must be one of the five of a split");
  return behaviour.value_or(Delimiter::kIsolated);
}

Made ReadSplit(Part part) {
  const Delimiter behaviour = ReadBehaviour(&part, false);
  const bool invert = part.Bool("invert");
  auto pattern = ReadPattern(part.At("pattern"), part.path() + ".pattern");
  if (part.fault()) return Failure(*part.fault());
  if (!pattern) return Failure(pattern.error());
  return Make(part, [=, pattern = std::move(*pattern)](Pieces* pieces) {
    SplitAtPattern(pieces, *pattern, behaviour, invert);
  });
}

Made ReadSequence(Part part) {
  const auto& list = part.At("pretokenizers");
  if (!list.is_array()) part.SetFault("pretokenizers", "must be an array");
  if (part.fault()) return Failure(*part.fault());
  std::vector<std::unique_ptr<const PreTokenizer>> steps;
  for (size_t i = 0; i < list.size(); ++i) {
    Made step =
        ReadPreTokenizer(list[i], part.path() + ".pretokenizers[" + std::to_string(i) + "]");
    if (!step) return step;
    steps.push_back(std::move(*step));
  }
  return Make(part, [steps = std::move(steps)](Pieces* pieces) {
    for (const auto& step : steps) step->Apply(pieces);
  });
}

Made ReadSimple(Part part) {
  const std::string& type = part.type();
  if (type == "WhitespaceSplit") {
    return Make(part, [](Pieces* pieces) {
      SplitAtChars(pieces, false, [](char32_t c) { return (CharFlags()[c] & kWhite) != 0; });
    });
  }
  if (type == "CharDelimiterSplit") {
    const std::u32string mark = Decode(part.Text("delimiter"));
    if (mark.size() != 1) part.SetFault("delimiter", "must be one character");
    return Make(part, [c = mark.empty() ? U' ' : mark[0]](Pieces* pieces) {
      SplitAtChars(pieces, false, [c](char32_t d) { return d == c; });
    });
  }
  if (type == "Digits") {
    const Delimiter behaviour =
        part.Bool("individual_digits") ? Delimiter::kIsolated : Delimiter::kContiguous;
    return Make(part, [behaviour](Pieces* pieces) {
      SplitAtFlagged(pieces, behaviour,
                     [](char32_t c) { return (CharFlags()[c] & kNumeric) != 0; });
    });
  }
  if (type == "Punctuation") {
    const Delimiter behaviour = ReadBehaviour(&part, true);
    return Make(part, [behaviour](Pieces* pieces) {
      SplitAtFlagged(pieces, behaviour,
                     [](char32_t c) { return (CharFlags()[c] & kPunctuation) != 0; });
    });
  }
  return Part::Unknown("pre-tokenizer", part);
}

}  // namespace

Made ReadPreTokenizer(const nlohmann::json& json, const std::string& path) {
  Part part(json, path);
  if (part.fault()) return Failure(*part.fault());
  const std::string& type = part.type();
  if (type == "BertPreTokenizer") return Make(part, SplitBert);
  if (type == "Whitespace") return Make(part, SplitWhitespace);
  if (type == "ByteLevel") return ReadByteLevel(part);
  if (type == "Metaspace") return ReadMetaspace(part);
  if (type == "Split") return ReadSplit(part);
  if (type == "Sequence") return ReadSequence(part);
  return ReadSimple(part);
}

}  // namespace redquill::text
