#ifndef REDQUILL_CACHE_KEY_H_
#define REDQUILL_CACHE_KEY_H_

#include <string>
#include <string_view>

#include "scoring/loaded_model.h"

namespace redquill::cache {

/// Names everything a value depends on: 64 hexadecimal digits.
using CacheKey = std::string;

/// Under what a request's answer and its raw score are kept.
struct Keys {
  CacheKey answer;
  CacheKey raw;  ///< Empty where the model has no raw_digest.
};

/// The keys of a request whose normalised text is given. The answer's is SHA-256 over the text, the
/// package's digest (which covers the calibration inside it), the prompt, whether influences are
/// asked for, and this program's version, runtime and instruction set, so that a hit's receipt is
/// true of this process. Each part is written with its length before it. The raw score's has
/// ModelInfo::raw_digest in the place of the package's: packages that differ in their calibration
/// alone share it.
Keys KeysOf(std::string_view normalised_text, const scoring::ModelInfo& model,
            std::string_view prompt, bool explain);

/// The answer's alone.
CacheKey KeyOf(std::string_view normalised_text, const scoring::ModelInfo& model,
               std::string_view prompt, bool explain);

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_KEY_H_
