#include "http/assets.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "tests/support/paths.h"

namespace redquill::http {
namespace {

TEST(Assets, AreTheFilesOfWeb) {
  size_t total = 0;
  for (const auto& entry : std::filesystem::directory_iterator(tests::SourcePath("web"))) {
    const std::string name = entry.path().filename();
    auto bytes = ReadFile(entry.path(), 1 << 20);
    ASSERT_TRUE(bytes);
    EXPECT_EQ(FindAsset(name).bytes, *bytes) << name;
    if (name != "openapi.json") total += bytes->size();
  }
  // What a browser fetches to show the page.
  EXPECT_GT(total, 1000u);
  EXPECT_LT(total, 30'000u);
}

TEST(Assets, AreSentOnce) {
  const auto asset = FindAsset("style.css");
  const auto first = AssetResponse(asset, {});
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, asset.bytes);
  EXPECT_EQ(Find(first.headers, "Cache-Control"), "no-cache");
  const std::string etag(Find(first.headers, "ETag"));
  Request again;
  for (const std::string& known : {etag, "W/" + etag, "\"x\", " + etag, std::string("*")}) {
    again.headers = {{"If-None-Match", known}};
    const auto second = AssetResponse(asset, again);
    EXPECT_EQ(second.status, 304) << known;
    EXPECT_EQ(second.body, "");
    EXPECT_EQ(Find(second.headers, "ETag"), etag);
  }
  again.headers = {{"If-None-Match", "\"other\""}};
  EXPECT_EQ(AssetResponse(asset, again).status, 200);
}

TEST(Assets, HaveTagsOfTheirOwn) {
  EXPECT_NE(Find(AssetResponse(FindAsset("style.css"), {}).headers, "ETag"),
            Find(AssetResponse(FindAsset("app.js"), {}).headers, "ETag"));
}

}  // namespace
}  // namespace redquill::http
