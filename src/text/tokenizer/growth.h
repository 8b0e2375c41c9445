#ifndef REDQUILL_TEXT_TOKENIZER_GROWTH_H_
#define REDQUILL_TEXT_TOKENIZER_GROWTH_H_

#include <nlohmann/json.hpp>

namespace redquill::text {

/// How many times longer a tokenizer's parts may make a text. ALBERT's, which has most steps of the
/// published ones, may by this count make it 700 times longer; a file made for harm could go on
/// doubling until one essay fills the memory.
inline constexpr double kMaxGrowth = 1000;

/// A bound on how many times longer a normalizer and a pre_tokenizer, read and found sound, make a
/// text: the product over their steps of what replacements, compiled maps (of which an entry has at
/// most kMaxCharsmapEntry bytes) and byte alphabets put in. Unicode's forms count once in all, as
/// they leave each other's results alone.
double LargestGrowth(const nlohmann::json& normalizer, const nlohmann::json& pre_tokenizer);

/// The most bytes that a compiled character map may put in the place of a character.
inline constexpr size_t kMaxCharsmapEntry = 64;

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_GROWTH_H_
