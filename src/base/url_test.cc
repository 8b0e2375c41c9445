#include "base/url.h"

#include <gtest/gtest.h>

namespace redquill {
namespace {

TEST(Url, SplitsWhatARequestNeeds) {
  const auto url = ParseUrl("http://127.0.0.1:9000/a/b%20c?x=1&y=%2F");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "http");
  EXPECT_EQ(url->host, "127.0.0.1");
  EXPECT_EQ(url->authority, "127.0.0.1:9000");
  EXPECT_EQ(url->path, "/a/b%20c");
  EXPECT_EQ(url->query, "x=1&y=%2F");
  EXPECT_EQ(url->Text(), "http://127.0.0.1:9000/a/b%20c?x=1&y=%2F");
}

TEST(Url, LeavesTheUsualPortOut) {
  EXPECT_EQ(ParseUrl("https://s3.example.com:443")->authority, "s3.example.com");
  EXPECT_EQ(ParseUrl("http://s3.example.com:80/")->authority, "s3.example.com");
  EXPECT_EQ(ParseUrl("https://s3.example.com:80/")->authority, "s3.example.com:80");
  EXPECT_EQ(ParseUrl("https://s3.example.com")->path, "/");
}

TEST(Url, KnowsAddressesOfSixteenBytes) {
  const auto url = ParseUrl("http://[::1]:9000/");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->authority, "[::1]:9000");
}

TEST(Url, RefusesWhatIsNoWebAddress) {
  for (const char* text : {"", "s3.example.com/x", "ftp://a/b", "file:///etc/passwd", "http://",
                           "http://a b/", "http://a:99999/"}) {
    const auto url = ParseUrl(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, Code::kInvalidArgument);
  }
  EXPECT_FALSE(ParseUrl(std::string_view("http://a\0b/", 11)));
}

TEST(Url, DoesNotRepeatAPassword) {
  for (const char* text : {"https://me:hunter2@a.example/", "ftp://me:hunter2@a.example/"}) {
    const auto url = ParseUrl(text);
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().message.find("hunter2"), std::string::npos) << url.error().message;
  }
}

TEST(Url, PercentEncodingGoesBothWays) {
  EXPECT_EQ(PercentEncode("a b/ü+~*'()!"), "a%20b%2F%C3%BC%2B~%2A%27%28%29%21");
  EXPECT_EQ(PercentEncode("a/b c", Slash::kKeep), "a/b%20c");
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(*PercentDecode(PercentEncode(all)), all);
  EXPECT_EQ(*PercentDecode("a+b%2f%41"), "a+b/A");
  for (const char* text : {"%", "%4", "a%", "%4g", "%g4", "%%41"}) {
    EXPECT_FALSE(PercentDecode(text)) << text;
  }
}

TEST(Url, QueriesAreSorted) {
  EXPECT_EQ(EncodedQuery({{"prefix", "a/b"}, {"list-type", "2"}, {"delimiter", "/"}, {"e", ""}}),
            "delimiter=%2F&e=&list-type=2&prefix=a%2Fb");
}

}  // namespace
}  // namespace redquill
