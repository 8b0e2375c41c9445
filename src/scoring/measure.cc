#include "scoring/measure.h"

#include "features/features.h"

namespace redquill::scoring {

Result<Measurer> Measurer::For(const model::Package& package, const engine::Needs& needs) {
  Measurer measurer;
  measurer.needs_ = needs;
  if (needs.features) {
    const auto& requirements = package.manifest().requirements;
    const auto wanted = requirements.find("feature_table");
    if (wanted == requirements.end() || wanted->second != features::TableDigest()) {
      return Fail(Code::kUnsupported,
                  "This model was fitted with another version of the feature table. Train it again "
                  "with this program, or use the program it was trained with.");
    }
  }
  return measurer;
}

Result<Measured> Measurer::Measure(const text::Essay& essay) const {
  Measured measured;
  if (needs_.features) measured.features = features::Measure(essay);
  return measured;
}

}  // namespace redquill::scoring
