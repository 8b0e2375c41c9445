#include "features/word_list.h"

#include <algorithm>
#include <array>

#include "features/data/embedded.h"
#include "features/hash.h"

namespace redquill::features {
namespace {

constexpr size_t kSlots = size_t{1} << 18;  // Half full with the 132,000 words shipped.
constexpr size_t kFilterBits = size_t{1} << 21;
constexpr uint8_t kBandMask = 0x0f, kNameBit = 0x10, kContractionBit = 0x20;
constexpr size_t kShortestTypo = 4, kLongestTypo = 24;
constexpr uint64_t kBase = 0x9e3779b97f4a7c15u;  // Odd, so that no letter is ever lost.
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz'";

uint64_t Letter(char c) { return static_cast<unsigned char>(c); }

// The polynomial sum of letter * kBase^(position from the end), modulo 2^64.
uint64_t Polynomial(std::string_view word) {
  uint64_t hash = 0;
  for (char c : word) hash = hash * kBase + Letter(c);
  return hash;
}

size_t FilterBit(uint64_t polynomial) { return Mix(polynomial) >> 43; }
static_assert(kFilterBits == size_t{1} << (64 - 43));

// The prefixes' and suffixes' hashes of a word, from which those of its edits follow.
struct EditHashes {
  std::array<uint64_t, kLongestTypo + 2> power, prefix;
  uint64_t whole;
  size_t size;

  explicit EditHashes(std::string_view word) : size(word.size()) {
    power[0] = 1;
    prefix[0] = 0;
    for (size_t i = 0; i <= size; ++i) power[i + 1] = power[i] * kBase;
    for (size_t i = 0; i < size; ++i) prefix[i + 1] = prefix[i] * kBase + Letter(word[i]);
    whole = prefix[size];
  }
  // The hash of word[i..] as if it stood alone.
  uint64_t Suffix(size_t i) const { return whole - prefix[i] * power[size - i]; }
};

}  // namespace

WordList::WordList(std::string_view front_coded) : slots_(kSlots), common_(kFilterBits / 64) {
  bytes_.reserve(front_coded.size() * 2);
  std::string word;
  while (!front_coded.empty()) {
    const size_t end = std::min(front_coded.find('\n'), front_coded.size());
    const std::string_view line = front_coded.substr(0, end);
    front_coded.remove_prefix(std::min(end + 1, front_coded.size()));
    if (line.size() < 2) continue;
    const size_t shared = static_cast<size_t>(line[0] <= '9' ? line[0] - '0' : line[0] - 'a' + 10);
    uint8_t classes = 0;
    size_t rest = line.size();
    for (; rest > 1; --rest) {
      const char c = line[rest - 1];
      if (c == 'N') {
        classes |= kNameBit;
      } else if (c == 'C') {
        classes |= kContractionBit;
      } else if (c >= '1' && c <= '8') {
        classes |= static_cast<uint8_t>(c - '0');
      } else {
        break;
      }
    }
    word.resize(std::min(shared, word.size()));
    word.append(line.substr(1, rest - 1));
    Insert(word, classes);
  }
}

void WordList::Insert(std::string_view word, uint8_t classes) {
  if (word.empty() || word.size() > 255 || size_ + 1 >= kSlots) return;
  const uint64_t hash = HashOf(word);
  size_t at = hash % kSlots;
  while (slots_[at].length != 0) at = (at + 1) % kSlots;
  slots_[at] = {static_cast<uint32_t>(bytes_.size()), static_cast<uint16_t>(hash >> 48),
                static_cast<uint8_t>(word.size()), classes};
  bytes_ += word;
  ++size_;
  const uint8_t band = classes & kBandMask;
  if ((band != kNone && band <= k35) || (classes & kContractionBit) != 0) {
    const size_t bit = FilterBit(Polynomial(word));
    common_[bit / 64] |= uint64_t{1} << (bit % 64);
  }
}

WordList::Entry WordList::Find(std::string_view word) const {
  const uint64_t hash = HashOf(word);
  const auto tag = static_cast<uint16_t>(hash >> 48);
  for (size_t at = hash % kSlots; slots_[at].length != 0; at = (at + 1) % kSlots) {
    const Slot& slot = slots_[at];
    if (slot.tag == tag && slot.length == word.size() &&
        std::string_view(bytes_).substr(slot.offset, slot.length) == word) {
      return {static_cast<Band>(slot.classes & kBandMask), (slot.classes & kNameBit) != 0,
              (slot.classes & kContractionBit) != 0};
    }
  }
  return {};
}

bool WordList::IsCommon(std::string_view word) const {
  const Entry entry = Find(word);
  return (entry.band != kNone && entry.band <= k35) || entry.contraction;
}

bool WordList::OneEditFromCommon(std::string_view word) const {
  if (word.size() < kShortestTypo || word.size() > kLongestTypo) return false;
  const EditHashes hashes(word);
  const auto maybe = [&](uint64_t polynomial) {
    const size_t bit = FilterBit(polynomial);
    return (common_[bit / 64] >> (bit % 64) & 1) != 0;
  };
  const auto made = [&](size_t i, std::string_view middle, size_t skipped) {
    return IsCommon(std::string(word.substr(0, i)).append(middle).append(word.substr(i + skipped)));
  };
  const size_t n = word.size();
  for (size_t i = 0; i <= n; ++i) {
    for (char c : kLetters) {
      const uint64_t kept = (hashes.prefix[i] * kBase + Letter(c)) * hashes.power[n - i];
      if (maybe(kept + hashes.Suffix(i)) && made(i, {&c, 1}, 0)) return true;
      if (i == n) continue;
      const uint64_t replaced =
          hashes.whole + (Letter(c) - Letter(word[i])) * hashes.power[n - i - 1];
      if (c != word[i] && maybe(replaced) && made(i, {&c, 1}, 1)) return true;
    }
    if (i == n) break;
    const uint64_t without = hashes.prefix[i] * hashes.power[n - i - 1] + hashes.Suffix(i + 1);
    if (maybe(without) && made(i, "", 1)) return true;
    if (i + 1 == n || word[i] == word[i + 1]) continue;
    const char swapped[] = {word[i + 1], word[i]};
    const uint64_t head = (hashes.prefix[i] * kBase + Letter(swapped[0])) * kBase;
    const uint64_t swap =
        (head + Letter(swapped[1])) * hashes.power[n - i - 2] + hashes.Suffix(i + 2);
    if (maybe(swap) && made(i, {swapped, 2}, 2)) return true;
  }
  return false;
}

const WordList& EnglishWords() {
  static const WordList words(EmbeddedWords());
  return words;
}

}  // namespace redquill::features
