#include "http/access/address_ranges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace redquill::http {
namespace {

bool Contain(const std::vector<std::string>& ranges, const char* address) {
  const auto parsed = AddressRanges::Parse(ranges);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return parsed && parsed->Contain(boost::asio::ip::make_address(address));
}

TEST(AddressRangesTest, HoldWhatTheirPrefixSays) {
  EXPECT_TRUE(Contain({"10.0.0.0/8"}, "10.255.0.1"));
  EXPECT_FALSE(Contain({"10.0.0.0/8"}, "11.0.0.1"));
  EXPECT_TRUE(Contain({"192.168.4.128/25"}, "192.168.4.128"));
  EXPECT_FALSE(Contain({"192.168.4.128/25"}, "192.168.4.127"));
  EXPECT_TRUE(Contain({"2001:db8::/33"}, "2001:db8:7fff::1"));
  EXPECT_FALSE(Contain({"2001:db8::/33"}, "2001:db8:8000::1"));
  EXPECT_TRUE(Contain({"127.0.0.1"}, "127.0.0.1"));
  EXPECT_FALSE(Contain({"127.0.0.1"}, "127.0.0.2"));
  EXPECT_TRUE(Contain({"10.0.0.0/8", "::1"}, "::1"));
  EXPECT_FALSE(Contain({}, "127.0.0.1"));
}

TEST(AddressRangesTest, AnIpv4ClientOfAnIpv6SocketIsOneOfIpv4) {
  EXPECT_TRUE(Contain({"10.0.0.0/8"}, "::ffff:10.0.0.1"));
  EXPECT_FALSE(Contain({"::/0"}, "::ffff:10.0.0.1"));
  EXPECT_FALSE(Contain({"::/0"}, "10.0.0.1"));
  EXPECT_FALSE(Contain({"0.0.0.0/0"}, "::1"));
  EXPECT_TRUE(Contain({"0.0.0.0/0"}, "203.0.113.9"));
  EXPECT_TRUE(Contain({"fe80::/10"}, "fe80::1%1"));
}

TEST(AddressRangesTest, WhatIsNoRangeIsNamed) {
  for (const char* text : {"", "localhost", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1",
                           "10.0.0.0/8x", "10.0.0/8", "::1/128/1", "2001:db8::1/32", "::/129",
                           "::ffff:10.0.0.0/104", "fe80::1%1", " 10.0.0.0/8"}) {
    const auto refused = AddressRanges::Parse({"127.0.0.1", text});
    ASSERT_FALSE(refused) << text;
    EXPECT_THAT(refused.error().message, testing::HasSubstr("is no range of addresses"));
  }
}

}  // namespace
}  // namespace redquill::http
