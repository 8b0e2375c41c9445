#include "features/features.h"

#include <array>
#include <cstdlib>

#include "base/sha256.h"
#include "features/data/embedded.h"
#include "features/groups/group.h"

namespace redquill::features {
namespace {

// Goes up by one whenever a formula changes under an unchanged name: part of TableDigest.
constexpr std::string_view kFormulas = "1";

// The order of the table.
const std::array<Group, 15>& Groups() {
  static const std::array<Group, 15> groups = {
      LengthGroup(),      DiversityGroup(), WordsGroup(),     SuffixesGroup(),
      ReadabilityGroup(), SentencesGroup(), SyntaxGroup(),    ConnectivesGroup(),
      CohesionGroup(),    SpellingGroup(),  MechanicsGroup(), PunctuationGroup(),
      NoveltyGroup(),     StructureGroup(), ArgumentGroup()};
  return groups;
}

}  // namespace

Values::Values(std::span<const Feature> declared, std::span<float> out)
    : declared_(declared), out_(out) {}

void Values::Add(std::string_view name, double value) {
  if (next_ >= declared_.size() || declared_[next_].name != name) std::abort();
  out_[next_++] = static_cast<float>(value);
}

std::span<const Feature> Table() {
  static const std::vector<Feature> table = [] {
    std::vector<Feature> all;
    for (const Group& group : Groups()) {
      all.insert(all.end(), group.features.begin(), group.features.end());
    }
    return all;
  }();
  return table;
}

std::string_view TableDigest() {
  static const std::string digest = [] {
    Sha256 sha;
    sha.Update(kFormulas);
    for (const Feature& feature : Table()) {
      sha.Update("\n");
      sha.Update(feature.name);
    }
    sha.Update("\n");
    sha.Update(EmbeddedWords());
    sha.Update(EmbeddedLexicon());
    return sha.FinishHex();
  }();
  return digest;
}

std::vector<float> Measure(const text::Essay& essay) { return Measure(Reading(essay)); }

std::vector<float> Measure(const Reading& reading) {
  std::vector<float> all(Table().size());
  std::span<float> left = all;
  for (const Group& group : Groups()) {
    Values values(group.features, left.first(group.features.size()));
    group.measure(reading, &values);
    if (!values.Complete()) std::abort();
    left = left.subspan(group.features.size());
  }
  return all;
}

}  // namespace redquill::features
