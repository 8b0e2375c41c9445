#include "store/journal.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "store/journal_frames.h"
#include "tests/support/databases.h"
#include "tests/support/sample_records.h"

namespace redquill::store {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> Replayed(Journal& journal) {
  std::vector<std::string> ids;
  const auto done = journal.Replay([&](std::span<const ScoreRecord> records) -> Result<void> {
    for (const auto& record : records) ids.push_back(record.id);
    return {};
  });
  EXPECT_TRUE(done);
  return ids;
}

void Add(Journal& journal, int number) {
  const ScoreRecord record = SampleRecord(number);
  ASSERT_TRUE(journal.Append({&record, 1}));
}

std::string OnlyFile(const std::string& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".journal") return entry.path().string();
  }
  return "";
}

TEST(Journal, GivesBackWhatWasAppendedOnce) {
  const std::string folder = FreshFolder();
  {
    auto journal = Journal::Open(folder, 1 << 20).value();
    for (int i = 0; i < 3; ++i) Add(*journal, i);
  }
  auto journal = Journal::Open(folder, 1 << 20).value();
  Add(*journal, 3);
  EXPECT_EQ(Replayed(*journal).size(), 4u);
  EXPECT_EQ(journal->size(), 0u);
  EXPECT_TRUE(Replayed(*journal).empty());
}

TEST(Journal, KeepsWhatWasNotTaken) {
  auto journal = Journal::Open(FreshFolder(), 1 << 20).value();
  Add(*journal, 0);
  const auto refused = journal->Replay([](std::span<const ScoreRecord>) -> Result<void> {
    return Fail(Code::kUnavailable, "gone");
  });
  EXPECT_FALSE(refused);
  Add(*journal, 1);
  EXPECT_EQ(Replayed(*journal).size(), 2u);
}

TEST(Journal, RefusesBeyondItsLimit) {
  auto journal = Journal::Open(FreshFolder(), 2000).value();
  Add(*journal, 0);
  const std::vector<ScoreRecord> many(10, SampleRecord(1));
  const auto full = journal->Append(many);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, Code::kTooLarge);
  EXPECT_EQ(Replayed(*journal).size(), 1u);
}

TEST(Journal, HasOneOwner) {
  const std::string folder = FreshFolder();
  auto journal = Journal::Open(folder, 2000).value();
  const auto second = Journal::Open(folder, 2000);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::kConflict);
}

TEST(Journal, EveryCutOfAFileGivesTheRecordsBeforeIt) {
  std::string whole;
  std::vector<size_t> ends;
  for (int i = 0; i < 3; ++i) ends.push_back((whole += FrameOf(SampleRecord(i))).size());
  for (size_t cut = 0; cut <= whole.size(); ++cut) {
    const Frames frames = ReadFrames(std::string_view(whole).substr(0, cut));
    size_t expected = 0;
    while (expected < ends.size() && ends[expected] <= cut) ++expected;
    ASSERT_EQ(frames.records.size(), expected) << cut;
    ASSERT_EQ(frames.whole, cut == 0 || (expected > 0 && ends[expected - 1] == cut)) << cut;
  }
}

TEST(Journal, SetsADamagedFileAside) {
  const std::string folder = FreshFolder();
  Add(*Journal::Open(folder, 1 << 20).value(), 0);
  std::string bytes = ReadFile(OnlyFile(folder), 1 << 20).value();
  const std::string second = FrameOf(SampleRecord(1));
  bytes += second;
  bytes[bytes.size() - 5] ^= 1;
  std::ofstream(OnlyFile(folder), std::ios::binary) << bytes;
  auto journal = Journal::Open(folder, 1 << 20).value();
  EXPECT_EQ(Replayed(*journal).size(), 1u);
  EXPECT_EQ(journal->damaged(), 1u);
  EXPECT_EQ(OnlyFile(folder), "");
}

}  // namespace
}  // namespace redquill::store
