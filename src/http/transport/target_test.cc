#include "http/transport/target.h"

#include <gtest/gtest.h>

namespace redquill::http {
namespace {

TEST(PathOfTarget, DecodesThePath) {
  EXPECT_EQ(*PathOfTarget("/"), "/");
  EXPECT_EQ(*PathOfTarget("/a%20b/c?d=e"), "/a b/c");
  EXPECT_EQ(*PathOfTarget("/%C3%A4"), "/\xC3\xA4");
  EXPECT_EQ(*PathOfTarget("http://host:1/a?b"), "/a");
  EXPECT_EQ(*PathOfTarget("HTTPS://host"), "/");
  EXPECT_EQ(*PathOfTarget("//a"), "//a");
  EXPECT_EQ(*PathOfTarget("/../a"), "/../a");
}

TEST(PathOfTarget, RefusesWhatIsNoPath) {
  for (const char* target :
       {"", "*", "a", "/a#b", "host:80", "ftp://host/a", "/a%", "/a%2", "/a%zz", "http:a",
        "http::a?x", "http:/a", "http://r:a", "/a b", "/%00", "/%0a", "/%7f", "/a\x80"}) {
    EXPECT_FALSE(PathOfTarget(target)) << target;
  }
}

TEST(FormField, DecodesNamesAndValues) {
  const char* form = "model=a%2Bb&essay=two+words%0D%0A%C3%A4&e%6Dpty=&bare";
  EXPECT_EQ(**FormField(form, "essay"), "two words\r\n\xC3\xA4");
  EXPECT_EQ(**FormField(form, "model"), "a+b");
  EXPECT_EQ(**FormField(form, "empty"), "");
  EXPECT_EQ(**FormField(form, "bare"), "");
  EXPECT_FALSE(FormField(form, "other")->has_value());
  EXPECT_FALSE(FormField("", "essay")->has_value());
}

TEST(FormField, RefusesBrokenForms) {
  EXPECT_FALSE(FormField("essay=100%", "essay"));
  EXPECT_FALSE(FormField("ess%ay=1", "essay"));
  EXPECT_FALSE(FormField("essay=1&essay=2", "essay"));
  EXPECT_FALSE(FormField("essay=%0g", "essay"));
}

}  // namespace
}  // namespace redquill::http
