#include "store/audit.h"

#include <gmock/gmock.h>

namespace redquill::store {
namespace {

std::vector<AuditEntry> ChainOf(int count) {
  std::vector<AuditEntry> chain;
  std::string previous = kChainStart;
  for (int i = 1; i <= count; ++i) {
    AuditEvent event{i, "score", "office", "record " + std::to_string(i), "digest"};
    chain.push_back({i, event, previous, LinkHash(i, previous, event)});
    previous = chain.back().hash;
  }
  return chain;
}

std::string Fault(const std::vector<AuditEntry>& chain, const std::string& expected = "") {
  ChainCheck check(expected);
  for (const auto& entry : chain) check.Take(entry);
  check.Finish();
  return check.fault();
}

TEST(Audit, AWholeChainHolds) {
  EXPECT_EQ(Fault(ChainOf(5)), "");
  EXPECT_EQ(Fault({}), "");
}

TEST(Audit, WhatWasChangedIsNamed) {
  auto chain = ChainOf(5);
  chain[2].event.actor = "somebody else";
  EXPECT_THAT(Fault(chain), testing::HasSubstr("Entry 3 was changed"));
  // Its hash made to fit again, the next one shows it.
  chain[2].hash = LinkHash(3, chain[2].previous, chain[2].event);
  EXPECT_THAT(Fault(chain), testing::HasSubstr("Entry 4 does not follow"));
}

TEST(Audit, WhatWasTakenOutIsNamed) {
  auto chain = ChainOf(5);
  chain.erase(chain.begin() + 1);
  EXPECT_THAT(Fault(chain), testing::HasSubstr("Entry 3 stands where entry 2 should"));
}

TEST(Audit, ACutEndShowsToWhoKeptTheHead) {
  auto chain = ChainOf(5);
  const std::string head = chain.back().hash;
  EXPECT_EQ(Fault(chain, head), "");
  chain.pop_back();
  EXPECT_EQ(Fault(chain), "");
  EXPECT_THAT(Fault(chain, head), testing::HasSubstr("cut off"));
}

TEST(Audit, PartsCantBeMovedFromOneMemberToTheNext) {
  EXPECT_NE(LinkHash(1, kChainStart, {1, "ab", "c", "", ""}),
            LinkHash(1, kChainStart, {1, "a", "bc", "", ""}));
}

}  // namespace
}  // namespace redquill::store
