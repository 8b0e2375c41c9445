// ReadEssay on any bytes: what it reads holds together, and offsets lead back into the original.
#include <cstdint>
#include <cstdlib>

#include "text/essay.h"

using redquill::text::Essay;
using redquill::text::Range;

namespace {

void Require(bool held) {
  if (!held) std::abort();
}

void RequireInOrder(const std::vector<Range>& ranges, size_t size) {
  uint32_t end = 0;
  for (const Range& range : ranges) {
    Require(range.begin >= end && range.begin < range.end && range.end <= size);
    end = range.end;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view original(reinterpret_cast<const char*>(data), size);
  const auto essay = redquill::text::ReadEssay(original);
  if (!essay) {
    Require(!essay.error().message.empty());
    return 0;
  }
  const size_t length = essay->text.utf8().size();
  RequireInOrder(essay->paragraphs, length);
  RequireInOrder(essay->sentences, length);
  RequireInOrder(essay->words, length);
  Require(essay->words.size() >= 2 && !essay->sentences.empty() && !essay->paragraphs.empty());
  for (size_t s = 0; s < essay->sentences.size(); ++s) {
    const auto [first, last] = essay->WordsOf(s);
    Require(first < last && essay->words[first].begin >= essay->sentences[s].begin &&
            essay->words[last - 1].end <= essay->sentences[s].end);
  }
  for (size_t p = 0; p < essay->paragraphs.size(); ++p) {
    const auto [first, last] = essay->SentencesOf(p);
    Require(first < last && essay->sentences[first].begin >= essay->paragraphs[p].begin &&
            essay->sentences[last - 1].end <= essay->paragraphs[p].end);
  }
  size_t before = 0;
  for (size_t at = 0; at <= length; ++at) {
    const size_t offset = essay->text.OriginalOffset(at);
    Require(offset >= before && offset <= size);
    before = offset;
  }
  return 0;
}
