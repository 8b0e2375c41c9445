#include "base/nearest.h"

#include <gtest/gtest.h>

namespace redquill {
namespace {

const std::vector<std::string_view> kKnown = {"server.port", "server.address", "models.folder"};

TEST(Nearest, FindsATypingError) {
  EXPECT_EQ(Nearest("server.prot", kKnown), "server.port");
  EXPECT_EQ(Nearest("sever.adress", kKnown), "server.address");
  EXPECT_EQ(Nearest("model.folder", kKnown), "models.folder");
}

TEST(Nearest, CountsAnExchangeOfNeighboursOnce) {
  // One exchange of three letters is within a third; as two substitutions it would not be.
  EXPECT_EQ(Nearest("acb", {"abc"}), "abc");
  EXPECT_EQ(Nearest("axx", {"abc"}), "");
}

TEST(Nearest, PrefersTheSmallestDistance) {
  EXPECT_EQ(Nearest("workers", {"worker", "workers", "walkers"}), "workers");
}

TEST(Nearest, SaysNothingOfWhatIsFar) {
  EXPECT_EQ(Nearest("colour", kKnown), "");
  EXPECT_EQ(Nearest("", kKnown), "");
  EXPECT_EQ(DidYouMean("colour", kKnown), "");
}

TEST(Nearest, BoundsLongWords) {
  const std::string a(10'000, 'a');
  EXPECT_EQ(Nearest(a, {"b"}), "");
}

TEST(DidYouMean, MakesASentence) {
  EXPECT_EQ(DidYouMean("server.prot", kKnown), " Did you mean server.port?");
}

}  // namespace
}  // namespace redquill
