#include "scoring/measure.h"

#include "features/features.h"
#include "features/ngrams.h"
#include "features/reading.h"

namespace redquill::scoring {

Result<Measurer> Measurer::For(const model::Package& package, const engine::Needs& needs) {
  Measurer measurer;
  measurer.needs_ = needs;
  const auto& requirements = package.manifest().requirements;
  const auto met = [&](const char* table, std::string_view digest) {
    const auto wanted = requirements.find(table);
    return wanted != requirements.end() && wanted->second == digest;
  };
  if ((needs.features && !met("feature_table", features::TableDigest())) ||
      (needs.ngrams && !met("ngram_table", features::NgramDigest()))) {
    return Fail(Code::kUnsupported,
                "This model was fitted with another version of the feature table. Train it again "
                "with this program, or use the program it was trained with.");
  }
  return measurer;
}

Result<Measured> Measurer::Measure(const text::Essay& essay) const {
  Measured measured;
  if (!needs_.features && !needs_.ngrams) return measured;
  const features::Reading reading(essay);
  if (needs_.features) measured.features = features::Measure(reading);
  if (needs_.ngrams) {
    for (auto& block : features::MeasureNgrams(reading)) {
      measured.ngrams.push_back({std::move(block.index), std::move(block.value)});
    }
  }
  return measured;
}

}  // namespace redquill::scoring
