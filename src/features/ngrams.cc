#include "features/ngrams.h"

#include <array>
#include <bit>
#include <string>

#include "base/sha256.h"
#include "features/ngram_shapes.h"
#include "features/stable_hash.h"
#include "text/characters.h"
#include "text/utf8.h"

namespace redquill::features {
namespace {

// Goes up by one whenever an n-gram is formed otherwise under unchanged names: part of NgramDigest.
constexpr std::string_view kForms = "1";

constexpr int kBits = 16, kTopicBits = 14;

constexpr std::array<NgramBlock, 5> kTable = {{
    {"chars", 1u << kBits, "3 to 5 neighbouring characters within a word and its marks"},
    {"words", 1u << kBits, "single words and pairs of words"},
    {"triples", 1u << kBits, "three words in a row"},
    {"shapes", 1u << kBits, "1 to 4 words and marks in a row, words that carry a topic by kind"},
    {"topics", 1u << kTopicBits, "content words, to recognise the prompt"},
}};

/// The text in lower-case ASCII letters, straight quotes and single blanks around each run of other
/// characters.
std::string PlainText(std::string_view text) {
  std::string plain = " ";
  plain.reserve(text.size() + 2);
  const auto blank = [&] {
    if (plain.back() != ' ') plain += ' ';
  };
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      if (text::IsSpace(text[i])) {
        blank();
      } else {
        plain += text[i] == '`' ? '\'' : text::Lower(text[i]);
      }
      ++i;
      continue;
    }
    const size_t length = text::CharLength(lead);
    switch (text::CharAt(text, i)) {
      case 0x00a0:
        blank();
        break;
      case 0x2018:
      case 0x2019:
      case 0x0091:
      case 0x0092:
      case 0x00b4:
        plain += '\'';
        break;
      case 0x201c:
      case 0x201d:
      case 0x0093:
      case 0x0094:
        plain += '"';
        break;
      default:
        plain += text.substr(i, length);
    }
    i += length;
  }
  blank();
  return plain;
}

/// All n-grams of the run [begin, end) of `text`, blanks on both sides included.
void CountRun(std::string_view text, size_t begin, size_t end, NgramCounts* counts) {
  constexpr size_t kShortest = 3, kLongest = 5;
  for (size_t i = begin; i + kShortest <= end; ++i) {
    uint64_t packed = 0;
    for (size_t n = 1; n <= kLongest && i + n <= end; ++n) {
      packed |= uint64_t{static_cast<unsigned char>(text[i + n - 1])} << (8 * (n - 1));
      if (n >= kShortest) counts->Add(Mix(packed | uint64_t{n} << 56), Signs::kBoth);
    }
  }
}

void CountCharacters(std::string_view utf8, NgramCounts* counts) {
  const std::string plain = PlainText(utf8);
  size_t blank = 0;
  for (size_t i = 1; i < plain.size(); ++i) {
    if (plain[i] != ' ') continue;
    CountRun(plain, blank, i + 1, counts);
    blank = i;
  }
}

/// Sequences of `shortest` to `longest` neighbouring items.
void CountSequences(std::span<const uint64_t> items, size_t shortest, size_t longest,
                    NgramCounts* counts) {
  for (size_t i = 0; i < items.size(); ++i) {
    uint64_t hash = 0;
    for (size_t n = 1; n <= longest && i + n <= items.size(); ++n) {
      hash = Append(hash, items[i + n - 1]);
      if (n >= shortest) counts->Add(hash, Signs::kBoth);
    }
  }
}

void CountTopics(const Reading& reading, std::span<const uint64_t> of_type, NgramCounts* counts) {
  for (const Token& token : reading.tokens) {
    const Type& type = reading.types[token.type];
    if (type.content && type.letters >= 3 && !type.misspelled) {
      counts->Add(of_type[token.type], Signs::kPositive);
    }
  }
}

}  // namespace

std::span<const NgramBlock> NgramTable() { return kTable; }

std::string_view NgramDigest() {
  static const std::string digest = [] {
    std::string all(kForms);
    for (const NgramBlock& block : kTable) {
      all.append("\n").append(block.name).append(" ").append(std::to_string(block.columns));
    }
    return Sha256Hex(all);
  }();
  return digest;
}

std::vector<HashedNgrams> MeasureNgrams(const Reading& reading) {
  // 256 KiB and more that every essay would have to clear.
  thread_local NgramCounts counts(kBits), topic_counts(kTopicBits);
  std::vector<uint64_t> of_type(reading.types.size()), words(reading.tokens.size());
  for (uint32_t t = 0; t < of_type.size(); ++t) of_type[t] = StableHash(reading.keys[t]);
  for (size_t i = 0; i < words.size(); ++i) words[i] = of_type[reading.tokens[i].type];

  std::vector<HashedNgrams> blocks;
  CountCharacters(reading.essay.text.utf8(), &counts);
  blocks.push_back(counts.Take());
  CountSequences(words, 1, 2, &counts);
  blocks.push_back(counts.Take());
  CountSequences(words, 3, 3, &counts);
  blocks.push_back(counts.Take());
  CountSequences(HashedShapes(reading), 1, 4, &counts);
  blocks.push_back(counts.Take());
  CountTopics(reading, of_type, &topic_counts);
  blocks.push_back(topic_counts.Take());
  return blocks;
}

}  // namespace redquill::features
