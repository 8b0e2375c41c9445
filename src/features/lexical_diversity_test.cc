#include "features/lexical_diversity.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "features/features.h"
#include "tests/support/paths.h"

namespace redquill::features {
namespace {

using Words = std::vector<uint32_t>;

TEST(Mtld, ByHand) {
  // Forwards: 0 1 2 0 has ratio 0.75, then 0 1 2 0 1 has 0.6: one stretch of five, nothing left.
  EXPECT_DOUBLE_EQ(Mtld(Words{0, 1, 2, 0, 1}), 5.0);
  // No word repeated: no stretch ends, so the text's length.
  EXPECT_EQ(Mtld(Words{0, 1, 2, 3}), 4);
  // 0 0 ends at once; backwards as well.
  EXPECT_DOUBLE_EQ(Mtld(Words{0, 0, 0, 0}), 2);
}

TEST(HdD, ByHand) {
  // Of words a a b, two drawn: P(a) = 1, P(b) = 1 - (2/3)(1/2) = 2/3; their sum over 2.
  EXPECT_DOUBLE_EQ(HdD({{2, 1}, {1, 1}}, 3, 2), (1 + 2.0 / 3) / 2);
  // A shorter text than the sample: types over words.
  EXPECT_DOUBLE_EQ(HdD({{2, 1}, {1, 1}}, 3, 42), 2.0 / 3);
}

TEST(Mattr, ByHand) {
  // Windows of two: 00 01 10 have 1, 2, 2 types.
  EXPECT_DOUBLE_EQ(Mattr(Words{0, 0, 1, 0}, 2), 5.0 / 6);
  EXPECT_DOUBLE_EQ(Mattr(Words{0, 0, 1}, 50), 2.0 / 3);
}

// Values of the Python package lexicalrichness (tests/golden/make_features_golden.py).
TEST(LexicalDiversity, AgreesWithAnotherProgram) {
  auto bytes = ReadFile(tests::SourcePath("tests/golden/lexical_diversity.json"), 1 << 20);
  ASSERT_TRUE(bytes.has_value()) << bytes.error().message;
  const auto golden = nlohmann::json::parse(*bytes);
  for (const auto& wanted : golden.at("cases")) {
    auto essay = text::ReadEssay(wanted.at("text").get<std::string>());
    ASSERT_TRUE(essay.has_value());
    const std::vector<float> values = Measure(*essay);
    size_t compared = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      const std::string name(Table()[i].name);
      if (!wanted.at("indices").contains(name)) continue;
      const double expected = wanted.at("indices").at(name);
      EXPECT_NEAR(values[i], expected, 1e-6 * std::max(1.0, std::abs(expected)))
          << name << " of " << essay->words.size() << " words";
      ++compared;
    }
    EXPECT_EQ(compared, wanted.at("indices").size());
  }
}

}  // namespace
}  // namespace redquill::features
