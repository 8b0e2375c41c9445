#include "base/base64.h"

#include <gtest/gtest.h>

namespace redquill {
namespace {

TEST(Base64, ReadsTheVectorsOfTheRfc) {
  EXPECT_EQ(*Base64Decode(""), "");
  EXPECT_EQ(*Base64Decode("Zg=="), "f");
  EXPECT_EQ(*Base64Decode("Zm8="), "fo");
  EXPECT_EQ(*Base64Decode("Zm9v"), "foo");
  EXPECT_EQ(*Base64Decode("Zm9vYmFy"), "foobar");
  EXPECT_EQ(*Base64Decode("AAE/"), std::string("\0\x01?", 3));
}

TEST(Base64, WritesWhatItReads) {
  EXPECT_EQ(Base64Encode(""), "");
  EXPECT_EQ(Base64Encode("f"), "Zg==");
  EXPECT_EQ(Base64Encode("foob"), "Zm9vYg==");
  const std::string long_one((3 << 20) + 7, '\xfb');
  EXPECT_EQ(*Base64Decode(Base64Encode(long_one)), long_one);
}

TEST(Base64, RefusesEverythingElse) {
  for (const char* text : {"Z", "Zg", "Zg=", "=", "====", "Z===", "Zg==Zg==", "=g==", "Zm9v\n",
                           " Zm9v", "Zm-_", "Zm9v Zm9v", "Zm\xc3\xbc"}) {
    EXPECT_FALSE(Base64Decode(text)) << text;
  }
}

}  // namespace
}  // namespace redquill
