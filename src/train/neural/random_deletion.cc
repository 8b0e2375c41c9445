#include "train/neural/random_deletion.h"

#include "base/random.h"

namespace redquill::train {

RandomDeletion::RandomDeletion(std::span<const Reading> essays, double share, uint64_t seed) {
  if (!(share > 0)) {
    readings_.assign(essays.begin(), essays.end());
    return;
  }
  Random random(seed);
  tokens_.reserve(essays.size());
  frozen_.reserve(essays.size());
  for (const Reading& essay : essays) {
    const size_t width = essay.frozen.size() / essay.tokens.size(), last = essay.tokens.size() - 1;
    auto& tokens = tokens_.emplace_back();
    auto& frozen = frozen_.emplace_back();
    for (size_t i = 0; i <= last; ++i) {
      if (i > 0 && i < last && random.Unit() < share) continue;
      tokens.push_back(essay.tokens[i]);
      const auto row = essay.frozen.subspan(i * width, width);
      frozen.insert(frozen.end(), row.begin(), row.end());
    }
    readings_.push_back({tokens, frozen});
  }
}

}  // namespace redquill::train
