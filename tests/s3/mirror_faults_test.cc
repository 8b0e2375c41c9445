#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <thread>

#include "base/random.h"
#include "tests/s3/mirror_fixture.h"
#include "tests/s3/proxy.h"

namespace redquill::artifacts {
namespace {

using testing::HasSubstr;
using testing_support::Fate;
using testing_support::Proxy;

constexpr const char* kSlowDown =
    "HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\n"
    "Content-Length: 60\r\n\r\n<Error><Code>SlowDown</Code><Message>Wait</Message></Error>  ";

TEST_F(MirrorTest, ACutConnectionIsGoneOnWithWhereItBroke) {
  moto_->Put(bucket_, "shipped/a.rqm", PackageOf("first", "1.0.0", 4));
  Proxy proxy(moto_->port(), [](int) { return Fate{.cut_after = 700'000, .answer = ""}; });
  const auto mirrored = UpdateMirror(moto_->Session(proxy.url()).get(), Options());
  ASSERT_TRUE(mirrored) << mirrored.error().message;
  ASSERT_TRUE(mirrored->problems.empty()) << mirrored->problems[0].second.message;
  EXPECT_EQ(VersionOf(mirrored->packages[0]), "1.0.0");
  EXPECT_GE(proxy.connections(), 7) << "each brought a piece";
  EXPECT_LE(proxy.connections(), 12) << "no piece came twice";
}

TEST_F(MirrorTest, WhatAnEarlierProcessLeftIsGoneOnWith) {
  moto_->Put(bucket_, "shipped/a.rqm", PackageOf("first", "1.0.0", 4));
  auto options = Options();
  options.backoff.attempts = 2;
  Proxy dying(moto_->port(), [](int number) {
    return number < 2 ? Fate{.cut_after = 3 << 20, .answer = ""}
                      : Fate{.cut_after = 0, .answer = "x"};
  });
  const auto first = UpdateMirror(moto_->Session(dying.url()).get(), options);
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_EQ(first->problems.size(), 1u);
  EXPECT_EQ(Left("/incoming"), 1u);
  Proxy narrow(moto_->port(), [](int) { return Fate{.cut_after = 3 << 20, .answer = ""}; });
  const auto second = UpdateMirror(moto_->Session(narrow.url()).get(), options);
  EXPECT_EQ(second->fetched, 1u);
  EXPECT_LE(narrow.connections(), 3) << "listing, digest, and the rest in one piece";
}

TEST_F(MirrorTest, AStormOf503IsWaitedOut) {
  moto_->Put(bucket_, "shipped/a.rqm", PackageOf("first", "1.0.0"));
  Proxy storm(moto_->port(), [](int number) {
    return number % 5 < 4 ? Fate{.cut_after = 0, .answer = kSlowDown} : Fate{};
  });
  const auto mirrored = UpdateMirror(moto_->Session(storm.url()).get(), Options());
  ASSERT_TRUE(mirrored) << mirrored.error().message;
  EXPECT_EQ(mirrored->fetched, 1u);
  Proxy endless(moto_->port(), [](int) { return Fate{.cut_after = 0, .answer = kSlowDown}; });
  const auto given_up = UpdateMirror(moto_->Session(endless.url()).get(), Options());
  ASSERT_FALSE(given_up);
  EXPECT_EQ(given_up.error().code, Code::kUnavailable);
  EXPECT_THAT(given_up.error().message, HasSubstr("slow down"));
  EXPECT_EQ(endless.connections(), 6);
}

TEST_F(MirrorTest, ADeadServerLeavesWhatIsHeld) {
  moto_->Put(bucket_, "shipped/a.rqm", PackageOf("first", "1.0.0"));
  ASSERT_TRUE(Update());
  std::string gone;
  {
    gone = Proxy(moto_->port(), [](int) { return Fate{}; }).url();
  }
  const auto dead = UpdateMirror(moto_->Session(gone).get(), Options());
  ASSERT_FALSE(dead);
  EXPECT_EQ(dead.error().code, Code::kUnavailable) << dead.error().message;
  ASSERT_EQ(HeldBy(Options()).packages.size(), 1u);
  EXPECT_EQ(VersionOf(HeldBy(Options()).packages[0]), "1.0.0");
}

TEST_F(MirrorTest, AnExpiredTokenIsSaid) {
  Proxy expired(moto_->port(), [](int) {
    return Fate{.cut_after = 0,
                .answer =
                    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 42\r\n"
                    "\r\n<Error><Code>ExpiredToken</Code></Error>  "};
  });
  const auto refused = UpdateMirror(moto_->Session(expired.url()).get(), Options());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kUnauthenticated);
  EXPECT_THAT(refused.error().message, HasSubstr("expired"));
}

TEST_F(MirrorTest, KilledAtAnyMomentItHoldsOneWholeVersion) {
  const std::string versions[] = {PackageOf("first", "1.0", 6), PackageOf("first", "1.1", 6)};
  moto_->Put(bucket_, "shipped/a.rqm", versions[0]);
  ASSERT_TRUE(Update());
  // The moments are spread over what an update takes here: the span grows with each that came too
  // early to let one end, and shrinks with each that came too late.
  double span = 100'000;
  Random random(20240607);
  int killed = 0;
  for (size_t round = 1; killed < 15 || round % 5 != 1; ++round) {
    ASSERT_LE(round, 200u);
    moto_->Put(bucket_, "shipped/a.rqm", versions[round % 2]);
    const pid_t child = ::fork();
    if (child == 0) {
      static_cast<void>(Update());
      ::_exit(0);
    }
    std::this_thread::sleep_for(
        std::chrono::microseconds(random.Below(static_cast<uint64_t>(span) + 1)));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    killed += WIFSIGNALED(status);
    span *= WIFSIGNALED(status) ? 1.2 : 0.7;
    const auto held = HeldBy(Options());
    ASSERT_EQ(held.packages.size(), 1u) << "round " << round;
    EXPECT_THAT(VersionOf(held.packages[0]), testing::AnyOf("1.0", "1.1"));
    if (round % 5 != 0) continue;
    const auto mended = Update();
    ASSERT_TRUE(mended && mended->problems.empty());
    EXPECT_EQ(VersionOf(mended->packages[0]), round % 2 == 0 ? "1.0" : "1.1");
    EXPECT_EQ(Left("/incoming"), 0u);
  }
}

TEST_F(MirrorTest, NoRoomIsSaidBeforeAnythingIsFetched) {
  moto_->Put(bucket_, "shipped/a.rqm", PackageOf("first", "1.0.0", 2));
  auto options = Options();
  options.most_bytes = 1 << 20;
  const auto refused = UpdateMirror(moto_->Session().get(), options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kTooLarge);
  EXPECT_EQ(Left("/incoming"), 0u);
}

TEST_F(MirrorTest, AFolderThatCannotBeWrittenIsSaid) {
  auto options = Options();
  options.cache = "/proc/redquill";
  const auto refused = UpdateMirror(moto_->Session().get(), options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kIo);
  EXPECT_THAT(refused.error().message, HasSubstr("artifacts.cache"));
}

}  // namespace
}  // namespace redquill::artifacts
