#include "artifacts/location.h"

#include <gtest/gtest.h>

namespace redquill::artifacts {
namespace {

TEST(Location, ReadsBucketsAndFolders) {
  const auto bucket = ParseLocation("s3://essay-models/shipped/v1/");
  ASSERT_TRUE(bucket);
  EXPECT_EQ(bucket->bucket, "essay-models");
  EXPECT_EQ(bucket->prefix, "shipped/v1");
  EXPECT_EQ(bucket->Text(), "s3://essay-models/shipped/v1");
  EXPECT_EQ(ParseLocation("s3://essay-models")->prefix, "");
  EXPECT_EQ(ParseLocation("file:/srv/models")->folder, "/srv/models");
  EXPECT_EQ(ParseLocation("file:///srv/models")->folder, "/srv/models");
  EXPECT_EQ(ParseLocation("models")->folder, "models");
  EXPECT_FALSE(ParseLocation("models")->in_bucket());
}

TEST(Location, RefusesWhatIsNone) {
  for (const char* bad : {"", "file:", "s3://", "s3://ab", "s3://Upper/x", "s3://a..b/x",
                          "s3://-ab/x", "s3://bucket/a\nb", "https://host/x", "gs://bucket/x"}) {
    const auto location = ParseLocation(bad);
    ASSERT_FALSE(location) << bad;
    EXPECT_EQ(location.error().code, Code::kInvalidArgument);
  }
}

TEST(Location, APrefixEndsAtASlash) {
  const auto location = ParseLocation("s3://bucket/shipped");
  EXPECT_TRUE(Holds(*location, "shipped/a.rqm"));
  EXPECT_TRUE(Holds(*location, "shipped"));
  EXPECT_FALSE(Holds(*location, "shipped-not/a.rqm"));
  EXPECT_TRUE(Holds(*ParseLocation("s3://bucket"), "anything"));
}

}  // namespace
}  // namespace redquill::artifacts
