#include "engine/onnx/length_profiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace redquill::engine::onnx {
namespace {

using testing::ElementsAre;

TEST(LengthProfilesTest, EachEndsAtADeclaredLengthAndTheLastAtTheMost) {
  EXPECT_THAT(ProfilesOver({128, 512, 1024}, 1024),
              ElementsAre(LengthProfile{1, 128, 128}, LengthProfile{129, 512, 512},
                          LengthProfile{513, 1024, 1024}));
  EXPECT_THAT(ProfilesOver({128, 512}, 4096),
              ElementsAre(LengthProfile{1, 128, 128}, LengthProfile{129, 512, 512},
                          LengthProfile{513, 4096, 4096}));
  EXPECT_THAT(ProfilesOver({}, 48), ElementsAre(LengthProfile{1, 48, 48}));
  EXPECT_THAT(ProfilesOver({64, 64, 9000}, 100),
              ElementsAre(LengthProfile{1, 64, 64}, LengthProfile{65, 100, 100}));
  EXPECT_THAT(ProfilesOver({1}, 1), ElementsAre(LengthProfile{1, 1, 1}));
}

// Whatever is declared: every length from 1 to the most has exactly one profile.
TEST(LengthProfilesTest, CoverEveryLengthOnce) {
  uint64_t state = 7;
  const auto next = [&](int64_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<int64_t>((state >> 33) % static_cast<uint64_t>(below));
  };
  for (int round = 0; round < 200; ++round) {
    const int64_t most = 1 + next(300);
    Lengths lengths(static_cast<size_t>(next(10)));
    for (int64_t& length : lengths) length = next(400) - 20;
    const auto profiles = ProfilesOver(lengths, most);
    for (int64_t length = 1; length <= most; ++length) {
      EXPECT_EQ(
          std::count_if(profiles.begin(), profiles.end(),
                        [&](const LengthProfile& p) { return p.min <= length && length <= p.max; }),
          1)
          << length << " of " << most;
    }
    for (const LengthProfile& p : profiles) {
      EXPECT_LE(p.min, p.opt);
      EXPECT_LE(p.opt, p.max);
    }
    EXPECT_EQ(profiles.back().max, most);
  }
}

TEST(LengthProfilesTest, ShapesAreThoseOfTheInputs) {
  const ProfileShapes shapes = ShapesOf({65, 256, 512}, 4);
  EXPECT_EQ(shapes.min, "input_ids:4x65,attention_mask:4x65");
  EXPECT_EQ(shapes.opt, "input_ids:4x256,attention_mask:4x256");
  EXPECT_EQ(shapes.max, "input_ids:4x512,attention_mask:4x512");
}

}  // namespace
}  // namespace redquill::engine::onnx
