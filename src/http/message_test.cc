#include "http/message.h"

#include <gtest/gtest.h>

namespace redquill::http {
namespace {

TEST(Message, FindsHeadersInAnyCase) {
  const std::vector<Header> headers = {{"Content-type", "a"}, {"X", "b"}, {"CONTENT-TYPE", "c"}};
  EXPECT_EQ(Find(headers, "Content-Type"), "a");
  EXPECT_EQ(Find(headers, "x"), "b");
  EXPECT_EQ(Find(headers, "Content"), "");
}

TEST(Message, MediaTypesLoseParametersSpacesAndCase) {
  EXPECT_EQ(MediaType("Application/JSON; charset=utf-8"), "application/json");
  EXPECT_EQ(MediaType(" text/plain\t;x"), "text/plain");
  EXPECT_EQ(MediaType(""), "");
  EXPECT_EQ(MediaType(";"), "");
}

}  // namespace
}  // namespace redquill::http
