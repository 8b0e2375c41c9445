#include "model/raw_digest.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/sample_package.h"

namespace redquill::model {
namespace {

Manifest Full() {
  Manifest m = samples::SampleManifest();
  m.files = {{"MODEL_CARD.md", 3, std::string(64, '0')},
             {"calibration.json", 4, std::string(64, '1')},
             {"model.ubj", 5, std::string(64, '2')}};
  return m;
}

TEST(RawDigest, ACalibrationAndWhatIsSaidForPeopleDoNotCount) {
  Manifest m = Full();
  m.name = "other";
  m.title = "Another title";
  m.version = "2.0.0";
  m.training_data.clear();
  m.training_words.reset();
  m.metrics = {{"holistic", {{"qwk", 0.9}}}};
  m.licence = "MIT";
  m.extra = nlohmann::json::object();
  m.files[0].sha256 = m.files[1].sha256 = std::string(64, 'a');
  EXPECT_EQ(RawDigest(m), RawDigest(Full()));
  m.files.erase(m.files.begin(), m.files.begin() + 2);
  EXPECT_EQ(RawDigest(m), RawDigest(Full()));
  EXPECT_EQ(RawDigest(m).size(), 64u);
}

TEST(RawDigest, EverythingElseCounts) {
  std::vector<Manifest> manifests(10, Full());
  manifests[1].architecture = "other";
  manifests[2].engine = "other";
  manifests[3].outputs.pop_back();
  manifests[4].prompts.pop_back();
  manifests[5].max_tokens = 256;
  manifests[6].requirements["feature_table"] = "other";
  manifests[7].config["rate"] = 0.2;
  manifests[8].files[2].sha256 = std::string(64, 'f');
  manifests[9].files.push_back({"more.json", 1, std::string(64, '0')});
  std::set<std::string> digests;
  for (const auto& manifest : manifests) digests.insert(RawDigest(manifest));
  EXPECT_EQ(digests.size(), manifests.size());
  EXPECT_FALSE(digests.contains(""));
}

TEST(RawDigest, AManifestThatBreaksItsRulesHasNone) {
  Manifest m = Full();
  m.engine = "";
  EXPECT_EQ(RawDigest(m), "");
}

}  // namespace
}  // namespace redquill::model
