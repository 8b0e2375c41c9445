#include "http/access/caller.h"

#include <gtest/gtest.h>

namespace redquill::http {
namespace {

const AddressRanges& Trusted() {
  static const AddressRanges kRanges =
      *AddressRanges::Parse({"10.0.0.0/8", "127.0.0.1", "2001:db8:1::/48"});
  return kRanges;
}

Caller Ask(const char* peer, const std::vector<Header>& headers, bool tls = false) {
  return WhoCalls(headers, boost::asio::ip::make_address(peer), tls, Trusted());
}

std::string Address(const char* peer, const std::string& forwarded_for) {
  return Ask(peer, {{"X-Forwarded-For", forwarded_for}}).address;
}

TEST(CallerTest, WhoIsNotTrustedIsWhoItIs) {
  const Caller caller =
      Ask("203.0.113.9", {{"X-Forwarded-For", "10.0.0.1"}, {"X-Forwarded-Proto", "https"}});
  EXPECT_EQ(caller.address, "203.0.113.9");
  EXPECT_FALSE(caller.secure);
  EXPECT_FALSE(caller.believed);
  EXPECT_TRUE(caller.forwarded);
  EXPECT_EQ(Ask("::ffff:203.0.113.9", {}).address, "203.0.113.9");
  EXPECT_TRUE(Ask("203.0.113.9", {{"X-Forwarded-Proto", "http"}}, true).secure);
}

TEST(CallerTest, ATrustedProxySaysWhoAsked) {
  const Caller caller =
      Ask("10.1.2.3", {{"X-Forwarded-For", "203.0.113.9"}, {"x-forwarded-proto", "HTTPS"}});
  EXPECT_EQ(caller.address, "203.0.113.9");
  EXPECT_TRUE(caller.secure);
  EXPECT_TRUE(caller.believed);
  EXPECT_EQ(Address("2001:db8:1::7", "2001:db8:2::1"), "2001:db8:2::1");
  EXPECT_EQ(Address("::ffff:10.1.2.3", "::ffff:203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(Ask("10.1.2.3", {}).address, "10.1.2.3");
  EXPECT_FALSE(Ask("10.1.2.3", {}).forwarded);
}

// The client's own header comes first; proxies append.
TEST(CallerTest, WhatAClientWroteItselfIsNotRead) {
  EXPECT_EQ(Address("10.1.2.3", "198.51.100.7, 203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(Address("10.1.2.3", "10.0.0.9, 203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(Address("10.1.2.3", "198.51.100.7, 203.0.113.9, 10.0.0.2, 127.0.0.1"), "203.0.113.9");
  EXPECT_EQ(Ask("10.1.2.3",
                {{"X-Forwarded-For", "198.51.100.7"}, {"X-Forwarded-For", "203.0.113.9,10.0.0.2"}})
                .address,
            "203.0.113.9");
  EXPECT_FALSE(Ask("10.1.2.3", {{"X-Forwarded-Proto", "https, http"}}).secure);
}

TEST(CallerTest, AmongProxiesAloneTheFirstIsTheCaller) {
  EXPECT_EQ(Address("10.1.2.3", "10.0.0.9, 10.0.0.2"), "10.0.0.9");
}

TEST(CallerTest, ReadingStopsAtWhatIsNoAddress) {
  for (const char* hop :
       {"unknown", "", "_hidden", "203.0.113.999", "[2001:db8::1", "evil\x01", "<script>"}) {
    EXPECT_EQ(Address("10.1.2.3", std::string("198.51.100.7, ") + hop), "10.1.2.3") << hop;
    EXPECT_EQ(Address("10.1.2.3", std::string("198.51.100.7, ") + hop + ", 10.0.0.2"), "10.0.0.2")
        << hop;
  }
}

TEST(CallerTest, PortsAreLeftOut) {
  EXPECT_EQ(Address("10.1.2.3", "203.0.113.9:4711"), "203.0.113.9");
  EXPECT_EQ(Address("10.1.2.3", "[2001:db8::1]:4711"), "2001:db8::1");
  EXPECT_EQ(Address("10.1.2.3", "[2001:db8::1]"), "2001:db8::1");
}

}  // namespace
}  // namespace redquill::http
