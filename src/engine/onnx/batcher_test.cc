#include "engine/onnx/batcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <thread>

namespace redquill::engine::onnx {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using testing::HasSubstr;
using testing::SizeIs;

constexpr auto kNever = Clock::time_point::max();

// A text's value is its first token.
Output ValueOf(std::span<const int32_t> text) {
  Output output;
  output.raw = {static_cast<double>(text.front())};
  return output;
}

std::vector<int32_t> Text(int32_t first, size_t length) {
  std::vector<int32_t> text(length, 0);
  text.front() = first;
  return text;
}

// A batcher whose runs stand still until they are let go; a text that begins with a negative token
// is refused, and with it every batch that it is in.
class BatcherTest : public testing::Test {
 protected:
  Result<std::vector<Output>> RunTexts(Batcher::Texts texts) {
    {
      std::unique_lock lock(mutex_);
      std::vector<size_t> lengths;
      for (const auto& text : texts) lengths.push_back(text.size());
      runs_.push_back(lengths);
      changed_.notify_all();
      changed_.wait(lock, [&] { return open_; });
    }
    std::vector<Output> outputs;
    for (const auto& text : texts) {
      if (text.front() == -1) return Fail(Code::kInternal, "no such token");
      if (text.front() == -2) throw std::runtime_error("out of paper");
      outputs.push_back(ValueOf(text));
    }
    return outputs;
  }
  /// Runs a text on a thread of its own.
  std::future<Result<Output>> Start(int32_t first, size_t length,
                                    Clock::time_point deadline = kNever) {
    return std::async(std::launch::async, [this, first, length, deadline] {
      const auto text = Text(first, length);
      return batcher_.Run(text, deadline);
    });
  }
  void AwaitRuns(size_t count) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, 10s, [&] { return runs_.size() >= count; }));
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  /// One text runs, and nobody comes on until Open.
  std::future<Result<Output>> Occupy() {
    auto first = Start(100, 3);
    AwaitRuns(1);
    return first;
  }
  /// Until so many of those who were started are in line.
  void AwaitLine(uint64_t count) const {
    for (int i = 0; i < 2000 && batcher_.stats().waiting != count; ++i) {
      std::this_thread::sleep_for(5ms);
    }
    ASSERT_EQ(batcher_.stats().waiting, count);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  std::vector<std::vector<size_t>> runs_;
  Batcher batcher_{30, [this](Batcher::Texts texts) { return RunTexts(texts); }};
};

TEST_F(BatcherTest, WhoWaitsTogetherRunsTogetherAndGetsItsOwn) {
  auto first = Occupy();
  std::vector<std::future<Result<Output>>> waiting;
  for (int i = 0; i < 6; ++i) waiting.push_back(Start(i, 10));
  AwaitLine(6);
  Open();
  EXPECT_EQ(first.get()->raw, std::vector<double>{100});
  for (int i = 0; i < 6; ++i) {
    const auto output = waiting[static_cast<size_t>(i)].get();
    ASSERT_TRUE(output) << output.error().message;
    EXPECT_EQ(output->raw, std::vector<double>{static_cast<double>(i)});
  }
  EXPECT_THAT(runs_, SizeIs(3));  // The first, and twice three of ten tokens.
  EXPECT_THAT(runs_[1], SizeIs(3));
  EXPECT_EQ(batcher_.stats().texts, 7u);
  EXPECT_EQ(batcher_.stats().runs, 3u);
  EXPECT_EQ(batcher_.stats().largest, 3u);
}

TEST_F(BatcherTest, NobodyWaitsForCompany) {
  Open();
  EXPECT_EQ(Start(1, 5).get()->raw, std::vector<double>{1});
  EXPECT_EQ(Start(2, 500).get()->raw, std::vector<double>{2});  // Beyond the budget: alone.
  EXPECT_EQ(batcher_.stats().largest, 1u);
}

TEST_F(BatcherTest, AFaultIsOfTheTextThatHasIt) {
  auto first = Occupy();
  auto good = Start(1, 10), wrong = Start(-1, 10), thrown = Start(-2, 10);
  AwaitLine(3);
  Open();
  EXPECT_TRUE(first.get());
  const auto output = good.get(), refused = wrong.get(), failed = thrown.get();
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->raw, std::vector<double>{1});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "no such token");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Code::kInternal);
  EXPECT_THAT(failed.error().message, HasSubstr("out of paper"));
  EXPECT_TRUE(Start(3, 3).get());  // And it goes on.
}

TEST_F(BatcherTest, WhoseTimeIsOverLeavesTheOthersAlone) {
  auto first = Occupy();
  auto hasty = Start(1, 10, Clock::now() + 50ms);
  auto patient = Start(2, 10, Clock::now() + 1h), endless = Start(3, 10);
  const auto late = hasty.get();  // While the first still runs.
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::kTimeout);
  AwaitLine(2);
  Open();
  EXPECT_TRUE(first.get());
  EXPECT_EQ(patient.get()->raw, std::vector<double>{2});
  EXPECT_EQ(endless.get()->raw, std::vector<double>{3});
  EXPECT_THAT(runs_[1], SizeIs(2));
  EXPECT_EQ(batcher_.stats().expired, 1u);
  EXPECT_EQ(Start(4, 10, Clock::now() - 1s).get().error().code, Code::kTimeout);
}

// What runs is not given up: its answer costs nothing more.
TEST_F(BatcherTest, ADeadlineWithinTheRunIsNoFault) {
  auto first = Start(1, 10, Clock::now() + 1s);
  AwaitRuns(1);
  std::this_thread::sleep_for(1100ms);
  Open();
  EXPECT_EQ(first.get()->raw, std::vector<double>{1});
}

TEST(BatcherManyTest, EveryThreadGetsItsOwn) {
  std::atomic<int> at_once = 0, most_at_once = 0;
  Batcher batcher(64, [&](Batcher::Texts texts) -> Result<std::vector<Output>> {
    most_at_once = std::max<int>(most_at_once, ++at_once);
    std::vector<Output> outputs;
    for (const auto& text : texts) outputs.push_back(ValueOf(text));
    std::this_thread::yield();
    --at_once;
    return outputs;
  });
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        const auto text = Text(t * 1000 + i, static_cast<size_t>(1 + (i * 7 + t) % 40));
        const auto output = batcher.Run(text, kNever);
        if (!output || output->raw.front() != t * 1000 + i) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(most_at_once, 1);
  EXPECT_EQ(batcher.stats().texts, 4000u);
}

TEST(BatcherResultsTest, AnotherNumberOfResultsIsAFault) {
  Batcher batcher(
      64, [](Batcher::Texts) -> Result<std::vector<Output>> { return std::vector<Output>(); });
  const auto text = Text(1, 2);
  EXPECT_EQ(batcher.Run(text, kNever).error().code, Code::kInternal);
}

}  // namespace
}  // namespace redquill::engine::onnx
