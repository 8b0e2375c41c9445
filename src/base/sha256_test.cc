#include "base/sha256.h"

#include <gtest/gtest.h>

namespace redquill {
namespace {

// The examples of FIPS 180-4's companion document.
TEST(Sha256, KnownAnswers) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, PiecesGiveTheSameDigest) {
  Sha256 sha;
  sha.Update("a");
  sha.Update("bc");
  EXPECT_EQ(sha.FinishHex(), Sha256Hex("abc"));
}

TEST(Sha256, MissingFileIsNotFound) {
  EXPECT_EQ(Sha256HexOfFile("no/such/file").error().code, Code::kNotFound);
}

}  // namespace
}  // namespace redquill
