#include "train/feature/held_out.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace redquill::train {
namespace {

class HeldOutTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = testing::TempDir() + "/held_out_" + name;
    EXPECT_TRUE(WriteFileAtomically(path, text));
    return path;
  }
  const std::string table_ =
      Write("essays.csv", "id,text\na,Trees are tall.\nb,\"Caf\xC3\xA9s\r\nare small.\"\n");
  const std::string folds_ = Write("folds.tsv", "id\tfold\na\t0\nb\t1\n");
};

TEST_F(HeldOutTest, HoldsAWholeTableOrOneFoldOfIt) {
  const auto all = HeldOut::Read(table_, "", 0);
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->size(), 2u);
  EXPECT_TRUE(all->Has("Trees are tall."));
  const auto one = HeldOut::Read(table_, folds_, 1);
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_FALSE(one->Has("Trees are tall."));
  EXPECT_TRUE(one->Has("Caf\xC3\xA9s\nare small."));  // Normalised: one line feed.
  EXPECT_FALSE(HeldOut().Has("Trees are tall."));
}

TEST_F(HeldOutTest, RefusesWhatHoldsNothingOut) {
  EXPECT_EQ(HeldOut::Read(table_, folds_, 2).error().field, "fold");
  EXPECT_EQ(HeldOut::Read(table_, folds_, -1).error().field, "fold");
  EXPECT_FALSE(HeldOut::Read("absent.csv", "", 0));
  EXPECT_FALSE(HeldOut::Read(table_, Write("other.tsv", "id\tfold\nc\t0\nd\t1\n"), 0));
}

}  // namespace
}  // namespace redquill::train
