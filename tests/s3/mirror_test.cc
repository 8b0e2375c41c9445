#include <algorithm>
#include <fstream>

#include "base/sha256.h"
#include "config/secrets.h"
#include "tests/s3/mirror_fixture.h"

namespace redquill::artifacts {
namespace {

using testing::HasSubstr;

TEST_F(MirrorTest, FetchesVerifiesUnpacksAndDeletesTheArchive) {
  moto_->Put(bucket_, "shipped/a.rqm", PackageOf("first", "1.0.0"));
  moto_->Put(bucket_, "shipped/deeper/b file.rqm", PackageOf("second", "2.0.0", 1));
  moto_->Put(bucket_, "shipped-not/c.rqm", PackageOf("third", "1.0.0"));
  moto_->Put(bucket_, "shipped/readme.txt", "no package");
  const auto mirrored = Update();
  ASSERT_TRUE(mirrored) << mirrored.error().message;
  EXPECT_TRUE(mirrored->problems.empty()) << mirrored->problems.front().second.message;
  EXPECT_EQ(mirrored->fetched, 2u);
  ASSERT_EQ(mirrored->packages.size(), 2u);
  EXPECT_EQ(VersionOf(mirrored->packages[0]), "1.0.0");
  EXPECT_EQ(VersionOf(mirrored->packages[1]), "2.0.0");
  EXPECT_EQ(Left("/incoming"), 0u);
}

TEST_F(MirrorTest, WhatIsUnchangedIsNotFetchedAgain) {
  moto_->Put(bucket_, "shipped/a.rqm", PackageOf("first", "1.0.0"));
  moto_->Put(bucket_, "shipped/b.rqm", PackageOf("second", "1.0.0"));
  ASSERT_TRUE(Update());
  moto_->Put(bucket_, "shipped/b.rqm", PackageOf("second", "1.1.0"));
  const auto again = Update();
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->unchanged, 1u);
  EXPECT_EQ(again->fetched, 1u);
  EXPECT_EQ(VersionOf(again->packages[1]), "1.1.0");
  EXPECT_EQ(HeldBy(Options()).packages, again->packages);
}

TEST_F(MirrorTest, OldVersionsAreKeptAndThenPruned) {
  for (int version = 0; version < 5; ++version) {
    moto_->Put(bucket_, "shipped/a.rqm", PackageOf("first", "1." + std::to_string(version)));
    ASSERT_TRUE(Update());
  }
  EXPECT_EQ(Left("/packages"), 3u) << "the current one and two before it";
  EXPECT_EQ(VersionOf(HeldBy(Options()).packages.front()), "1.4");
}

TEST_F(MirrorTest, APackageThatIsGoneFromTheDiskIsFetchedAgain) {
  moto_->Put(bucket_, "shipped/a.rqm", PackageOf("first", "1.0.0"));
  ASSERT_TRUE(Update());
  std::filesystem::remove_all(FolderOf(Options()) + "/packages");
  const auto again = Update();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->fetched, 1u);
  std::ofstream(FolderOf(Options()) + "/index.json") << "{ damaged";
  EXPECT_EQ(Update()->fetched, 1u);
}

TEST_F(MirrorTest, AVersionThatLostFilesIsReplacedWhenItComesAgain) {
  const std::string first = PackageOf("first", "1.0.0");
  moto_->Put(bucket_, "shipped/a.rqm", first);
  const auto held = Update();
  ASSERT_TRUE(held);
  const std::string place = held->packages.at(0);
  moto_->Put(bucket_, "shipped/a.rqm", PackageOf("first", "1.1.0"));
  ASSERT_TRUE(Update());
  // As a program that was killed while it deleted the version would leave it.
  std::filesystem::create_directories(place);
  std::filesystem::remove(place + "/tables/words.txt");
  moto_->Put(bucket_, "shipped/a.rqm", first);
  const auto again = Update();
  ASSERT_TRUE(again && again->problems.empty());
  EXPECT_EQ(again->packages.at(0), place);
  EXPECT_EQ(VersionOf(place), "1.0.0");
  EXPECT_EQ(Left("/incoming"), 0u);
}

TEST_F(MirrorTest, DigestsThatTheBucketDeclaresMustMatch) {
  const std::string bytes = PackageOf("first", "1.0.0");
  moto_->Put(bucket_, "shipped/meta.rqm", bytes, {{"x-amz-meta-sha256", Sha256Hex("other")}});
  moto_->Put(bucket_, "shipped/beside.rqm", PackageOf("second", "1.0.0"));
  moto_->Put(bucket_, "shipped/beside.rqm.sha256", Sha256Hex("other") + "  beside.rqm\n");
  auto mirrored = Update();
  ASSERT_TRUE(mirrored) << mirrored.error().message;
  ASSERT_EQ(mirrored->problems.size(), 2u);
  for (const auto& [key, error] : mirrored->problems) {
    EXPECT_EQ(error.code, Code::kCorrupt);
    EXPECT_THAT(error.message, HasSubstr("declares " + Sha256Hex("other")));
  }
  EXPECT_TRUE(mirrored->packages.empty());
  EXPECT_EQ(Left("/incoming"), 0u);
  moto_->Put(bucket_, "shipped/meta.rqm", bytes, {{"x-amz-meta-sha256", Sha256Hex(bytes)}});
  moto_->Delete(bucket_, "shipped/beside.rqm.sha256");
  mirrored = Update();
  EXPECT_EQ(mirrored->fetched, 2u);
}

TEST_F(MirrorTest, ADamagedPackageLeavesTheOldVersion) {
  moto_->Put(bucket_, "shipped/a.rqm", PackageOf("first", "1.0.0"));
  ASSERT_TRUE(Update());
  std::string damaged = PackageOf("first", "1.1.0");
  damaged.resize(damaged.size() / 2);
  moto_->Put(bucket_, "shipped/a.rqm", damaged);
  const auto mirrored = Update();
  ASSERT_TRUE(mirrored);
  ASSERT_EQ(mirrored->problems.size(), 1u);
  EXPECT_EQ(mirrored->problems[0].first, "shipped/a.rqm");
  EXPECT_EQ(mirrored->problems[0].second.code, Code::kCorrupt);
  ASSERT_EQ(mirrored->packages.size(), 1u);
  EXPECT_EQ(VersionOf(mirrored->packages[0]), "1.0.0");
}

TEST_F(MirrorTest, AWrongSecretOrAMissingBucketIsSaid) {
  auto settings = moto_->Settings();
  settings.secret_access_key = Secret("wrong");
  auto session = *aws::Session::Open(std::move(settings));
  const auto wrong = UpdateMirror(session.get(), Options());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Code::kUnauthenticated) << wrong.error().message;
  EXPECT_THAT(wrong.error().message, testing::Not(HasSubstr(moto_->secret())));
  auto options = Options();
  options.source.bucket = "no-such-bucket";
  const auto missing = UpdateMirror(moto_->Session().get(), options);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kNotFound) << missing.error().message;
}

TEST_F(MirrorTest, ASecretOfSecretsManagerOpensTheBucket) {
  moto_->PutSecret("essays/s3-" + bucket_, moto_->secret());
  moto_->Put(bucket_, "shipped/a.rqm", PackageOf("first", "1.0.0"));
  config::SecretOptions options;
  options.open_session = [this] { return aws::Session::Open(moto_->Settings()); };
  config::Secrets secrets(std::move(options));
  auto secret = secrets.Resolve("aws-sm:essays/s3-" + bucket_);
  ASSERT_TRUE(secret) << secret.error().message;
  auto settings = moto_->Settings();
  settings.secret_access_key = std::move(*secret);
  EXPECT_EQ(UpdateMirror(aws::Session::Open(std::move(settings))->get(), Options())->fetched, 1u);
}

}  // namespace
}  // namespace redquill::artifacts
