#ifndef REDQUILL_FEATURES_GROUPS_GROUP_H_
#define REDQUILL_FEATURES_GROUPS_GROUP_H_

#include <span>
#include <string_view>

#include "features/features.h"
#include "features/reading.h"

namespace redquill::features {

/// Where a group puts its values: one for each feature it declares, in the same order.
class Values {
 public:
  Values(std::span<const Feature> declared, std::span<float> out);

  /// The next feature's value. Ends the program where `name` is not the next declared one, so that
  /// no value can ever stand under another feature's name.
  void Add(std::string_view name, double value);

  /// Whether every declared feature has its value.
  bool Complete() const { return next_ == declared_.size(); }

 private:
  std::span<const Feature> declared_;
  std::span<float> out_;
  size_t next_ = 0;
};

/// Features that belong together: what they are, and their measure.
struct Group {
  std::span<const Feature> features;
  void (*measure)(const Reading& reading, Values* values);
};

// One file a group.
Group LengthGroup();
Group DiversityGroup();
Group WordsGroup();
Group SuffixesGroup();
Group ReadabilityGroup();
Group SentencesGroup();
Group SyntaxGroup();
Group ConnectivesGroup();
Group CohesionGroup();
Group SpellingGroup();
Group MechanicsGroup();
Group PunctuationGroup();
Group NoveltyGroup();
Group StructureGroup();
Group ArgumentGroup();

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_GROUPS_GROUP_H_
