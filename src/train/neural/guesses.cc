#include "train/neural/guesses.h"

#include <algorithm>

namespace redquill::train {
namespace {

constexpr double kChosen = 0.15, kMasked = 0.8, kReplaced = 0.1;

bool IsSpecial(int32_t token, const Masking& masking) {
  return std::find(masking.special.begin(), masking.special.end(), token) != masking.special.end();
}

int32_t AnyToken(const Masking& masking, Random* random) {
  while (true) {
    const auto token = static_cast<int32_t>(random->Below(uint64_t(masking.vocabulary)));
    if (!IsSpecial(token, masking)) return token;
  }
}

}  // namespace

Guesses MaskTokens(Tokens text, const Masking& masking, Random* random) {
  Guesses guesses{{text.begin(), text.end()}, {}, {}};
  std::vector<int64_t> plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!IsSpecial(text[i], masking)) plain.push_back(static_cast<int64_t>(i));
  }
  for (const int64_t i : plain) {
    if (random->Unit() < kChosen) guesses.places.push_back(i);
  }
  if (guesses.places.empty()) guesses.places = {plain[random->Below(plain.size())]};
  for (const int64_t i : guesses.places) {
    int32_t& token = guesses.tokens[static_cast<size_t>(i)];
    guesses.answers.push_back(token);
    const double what = random->Unit();
    if (what < kMasked) {
      token = masking.mask_token;
    } else if (what < kMasked + kReplaced) {
      token = AnyToken(masking, random);
    }
  }
  return guesses;
}

Guesses NextTokens(Tokens text) {
  Guesses guesses{{text.begin(), text.end()}, {}, {}};
  for (size_t i = 1; i < text.size(); ++i) {
    guesses.places.push_back(static_cast<int64_t>(i - 1));
    guesses.answers.push_back(text[i]);
  }
  return guesses;
}

}  // namespace redquill::train
