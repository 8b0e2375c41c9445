#include "text/normalize.h"

#include <unicode/bytestream.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <cstdio>
#include <limits>

#include "text/utf8.h"

namespace redquill::text {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

struct Step {
  uint32_t to, from;
};

// CR LF and CR made LF. Appends to `steps` where the distance between both texts changes.
std::string UnifyLineEnds(std::string_view text, std::vector<Step>* steps) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const size_t cr = std::min(text.find('\r', i), text.size());
    out.append(text, i, cr - i);
    i = cr;
    if (i == text.size()) break;
    out += '\n';
    const bool pair = i + 1 < text.size() && text[i + 1] == '\n';
    i += pair ? 2 : 1;
    if (pair) {
      steps->push_back({static_cast<uint32_t>(out.size()), static_cast<uint32_t>(i)});
    }
  }
  return out;
}

// Text in NFC. Within a changed stretch every character stands for the stretch's start.
Result<std::string> Compose(const std::string& text, std::vector<Step>* steps) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return Fail(Code::kInternal, "ICU's NFC data can't be loaded");
  if (nfc->isNormalizedUTF8(text, status) && U_SUCCESS(status)) return text;
  std::string out;
  out.reserve(text.size());
  icu::StringByteSink<std::string> sink(&out);
  icu::Edits edits;
  nfc->normalizeUTF8(0, text, sink, &edits, status);
  if (U_FAILURE(status)) return Fail(Code::kInternal, "ICU failed to normalise the essay");
  auto change = edits.getFineChangesIterator();
  while (change.next(status)) {
    const auto from = static_cast<uint32_t>(change.sourceIndex());
    const auto to = static_cast<uint32_t>(change.destinationIndex());
    const auto end = to + static_cast<uint32_t>(change.newLength());
    for (uint32_t at = to; at < end;
         at += static_cast<uint32_t>(CharLength(static_cast<unsigned char>(out[at])))) {
      steps->push_back({at, from});
    }
    steps->push_back({end, from + static_cast<uint32_t>(change.oldLength())});
  }
  return out;
}

// The way back over `steps`: where the character at `offset` came from.
size_t Back(const std::vector<Step>& steps, size_t offset) {
  auto after = std::upper_bound(steps.begin(), steps.end(), offset,
                                [](size_t o, const Step& s) { return o < s.to; });
  if (after == steps.begin()) return offset;
  --after;
  return after->from + (offset - after->to);
}

// The steps from the composed text over the one with unified line ends to the original: wherever
// either distance changes, the joined one may.
std::vector<Step> Join(const std::vector<Step>& composed, const std::vector<Step>& lines) {
  std::vector<Step> joined;
  joined.reserve(composed.size() + lines.size());
  Step last{0, 0};
  auto line = lines.begin();
  const auto add_lines_before = [&](uint32_t end) {
    for (; line != lines.end() && line->to < end; ++line) {
      joined.push_back({last.to + (line->to - last.from), line->from});
    }
  };
  for (const Step& step : composed) {
    add_lines_before(step.from);
    joined.push_back({step.to, static_cast<uint32_t>(Back(lines, step.from))});
    last = step;
  }
  add_lines_before(std::numeric_limits<uint32_t>::max());
  return joined;
}

Error BadBytes(std::string_view original, const Utf8Scan& scan) {
  if (scan.bad != Utf8Scan::kNone) {
    return {Code::kBadEncoding,
            "The essay is not UTF-8: the first bad byte is at offset " + std::to_string(scan.bad) +
                ". Save the text as UTF-8 and send it again.",
            "essay"};
  }
  char name[16];
  std::snprintf(name, sizeof name, "U+%04X", static_cast<unsigned char>(original[scan.control]));
  return {Code::kBadEncoding,
          "The essay holds the control character " + std::string(name) + " at byte offset " +
              std::to_string(scan.control) + ", which no text has. Send plain text without it.",
          "essay"};
}

}  // namespace

size_t NormalizedText::OriginalOffset(size_t offset) const {
  if (offset >= utf8_.size()) return original_size_;
  while (offset > 0 && (static_cast<unsigned char>(utf8_[offset]) & 0xc0) == 0x80) --offset;
  auto after = std::upper_bound(anchors_.begin(), anchors_.end(), offset,
                                [](size_t o, const Anchor& a) { return o < a.normalized; });
  if (after == anchors_.begin()) return offset;
  --after;
  return after->original + (offset - after->normalized);
}

Result<NormalizedText> Normalize(std::string_view original) {
  if (original.size() > kMaxEssayBytes) {
    return Fail(Code::kTooLarge,
                "The essay has " + std::to_string(original.size()) + " bytes; at most " +
                    std::to_string(kMaxEssayBytes) + " are read. Send a shorter text.",
                "essay");
  }
  const Utf8Scan scan = ScanUtf8(original);
  if (scan.bad != Utf8Scan::kNone || scan.control != Utf8Scan::kNone) {
    return Failure(BadBytes(original, scan));
  }
  NormalizedText text;
  text.original_size_ = original.size();
  size_t skipped = 0;
  while (original.substr(skipped).starts_with(kByteOrderMark)) skipped += kByteOrderMark.size();
  original.remove_prefix(skipped);
  std::vector<Step> lines, composed;
  text.utf8_ = scan.carriage_return ? UnifyLineEnds(original, &lines) : std::string(original);
  if (!scan.ascii) {
    Result<std::string> nfc = Compose(text.utf8_, &composed);
    if (!nfc) return Failure(nfc.error());
    text.utf8_ = std::move(*nfc);
  }
  for (const Step& step : Join(composed, lines)) {
    text.anchors_.push_back({step.to, step.from + static_cast<uint32_t>(skipped)});
  }
  if (skipped > 0 && (text.anchors_.empty() || text.anchors_[0].normalized > 0)) {
    text.anchors_.insert(text.anchors_.begin(), {0, static_cast<uint32_t>(skipped)});
  }
  return text;
}

}  // namespace redquill::text
