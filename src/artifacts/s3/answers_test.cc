#include "artifacts/s3/answers.h"

#include <gtest/gtest.h>

#include "artifacts/s3/bucket.h"
#include "tests/support/http_stub.h"

namespace redquill::artifacts::s3 {
namespace {

std::string Page(const std::string& contents, const std::string& next = "") {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>)" +
         contents +
         (next.empty() ? "<IsTruncated>false</IsTruncated>"
                       : "<IsTruncated>true</IsTruncated><NextContinuationToken>" + next +
                             "</NextContinuationToken>") +
         "</ListBucketResult>";
}

std::string Entry(const std::string& key, const std::string& size) {
  return "<Contents><Key>" + key + "</Key><ETag>&quot;ab&quot;</ETag><Size>" + size +
         "</Size></Contents>";
}

TEST(ListPage, ReadsObjects) {
  const auto page = ReadListPage(Page(Entry("a &amp; b.rqm", "12") + Entry("c", "0"), "t/o=k"));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->objects.size(), 2u);
  EXPECT_EQ(page->objects[0], (Object{"a & b.rqm", "ab", 12}));
  EXPECT_EQ(page->next, "t/o=k");
  EXPECT_EQ(ReadListPage(Page(""))->next, "");
}

TEST(ListPage, RefusesWhatIsNone) {
  for (const std::string& bad :
       {std::string("<html>"), std::string(), std::string("{}"), Page(Entry("", "1")),
        Page(Entry("a", "-1")), Page(Entry("a", "18446744073709551616")), Page(Entry("a", "")),
        Page("<IsTruncated>true</IsTruncated>")}) {
    const auto page = ReadListPage(bad);
    ASSERT_FALSE(page) << bad;
    EXPECT_EQ(page.error().code, Code::kCorrupt);
  }
  std::string many;
  for (int i = 0; i < 1001; ++i) many += Entry("k", "1");
  EXPECT_EQ(ReadListPage(Page(many)).error().code, Code::kTooLarge);
}

TEST(ListPage, OutsideEntitiesAreNotFollowed) {
  const auto page = ReadListPage(
      "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><ListBucketResult><Contents><Key>"
      "&e;</Key><Size>1</Size></Contents></ListBucketResult>");
  if (page) {
    EXPECT_EQ(page->objects.at(0).key, "&e;");
  }
}

TEST(ReadRefusal, TakesTheCodeWhereThereIsOne) {
  EXPECT_EQ(ReadRefusal(503, "<Error><Code>SlowDown</Code></Error>").code, "SlowDown");
  EXPECT_EQ(ReadRefusal(403, "<ErrorResponse><Error><Code>X</Code></Error></ErrorResponse>").code,
            "X");
  EXPECT_EQ(ReadRefusal(502, "<html>Bad gateway</html>").code, "");
}

std::unique_ptr<aws::Session> AnonymousSession(const std::string& endpoint) {
  aws::Settings settings;
  settings.anonymous = true;
  settings.s3_endpoint = endpoint;
  return *aws::Session::Open(std::move(settings));
}

TEST(Bucket, ListsPageAfterPage) {
  using namespace testing_support;
  HttpStub stub([](const StubRequest& request) {
    if (request.target.find("continuation-token=two") != std::string::npos) {
      return Answer(200, Page(Entry("b", "2")));
    }
    return Answer(200, Page(Entry("a", "1"), "two"));
  });
  auto session = AnonymousSession(stub.url());
  const auto objects = Bucket(session.get(), {.bucket = "bucket"}).List("p q");
  ASSERT_TRUE(objects) << objects.error().message;
  EXPECT_EQ(objects->size(), 2u);
  EXPECT_EQ(stub.requests()[0].target, "/bucket?list-type=2&prefix=p%20q");
}

TEST(Bucket, AListingWithoutEndIsRefused) {
  using namespace testing_support;
  HttpStub stub([](const StubRequest&) { return Answer(200, Page(Entry("a", "1"), "again")); });
  auto session = AnonymousSession(stub.url());
  const auto objects = Bucket(session.get(), {.bucket = "bucket"}).List("");
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, Code::kCorrupt);
}

TEST(Address, PathOrHostStyle) {
  const Url aws = *ParseUrl("https://s3.eu-central-1.amazonaws.com");
  const Url own = *ParseUrl("http://127.0.0.1:9000/base");
  EXPECT_EQ(AddressOf(aws, false, Addressing::kAuto, "models", "a b/c.rqm").Text(),
            "https://models.s3.eu-central-1.amazonaws.com/a%20b/c.rqm");
  EXPECT_EQ(AddressOf(aws, false, Addressing::kAuto, "my.models", "c").Text(),
            "https://s3.eu-central-1.amazonaws.com/my.models/c");
  EXPECT_EQ(AddressOf(own, true, Addressing::kAuto, "models", "c").Text(),
            "http://127.0.0.1:9000/base/models/c");
  EXPECT_EQ(AddressOf(own, true, Addressing::kAuto, "models", "").Text(),
            "http://127.0.0.1:9000/base/models");
}

}  // namespace
}  // namespace redquill::artifacts::s3
