#include "http/transport/trace.h"

#include <gtest/gtest.h>

namespace redquill::http {
namespace {

// The example of the recommendation.
constexpr std::string_view kGood = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST(Trace, IsPassedOnWithASpanOfOurOwn) {
  const auto trace = ParseTraceparent(kGood);
  ASSERT_TRUE(trace);
  EXPECT_EQ(Traceparent(*trace, "00f067aa0ba902b7"),
            "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01");
}

TEST(Trace, OfALaterVersionIsReadAsFarAsItIsKnown) {
  const std::string later = "cc" + std::string(kGood.substr(2)) + "-more";
  EXPECT_TRUE(ParseTraceparent(later));
  EXPECT_FALSE(ParseTraceparent(std::string(kGood) + "-more"));
  EXPECT_FALSE(ParseTraceparent("cc" + std::string(kGood.substr(2)) + "more"));
}

TEST(Trace, MalformedIsNotContinued) {
  for (std::string_view header :
       {"", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-\r\n"}) {
    EXPECT_FALSE(ParseTraceparent(header)) << header;
  }
}

}  // namespace
}  // namespace redquill::http
