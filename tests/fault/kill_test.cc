// Kill -9 at any moment: what was acknowledged is there, and the audit log holds. This proves the
// program's own order of writing; that a sync reaches the platter is the disk's promise.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <thread>

#include "base/random.h"
#include "store/open.h"
#include "store/recorder.h"
#include "tests/support/databases.h"
#include "tests/support/paths.h"

namespace redquill::store {
namespace {

using namespace std::chrono_literals;

constexpr int kFull = 200;

void RunAndKill(const std::string& place, const std::string& journal, int start,
                const std::string& out, std::chrono::milliseconds after) {
  const pid_t pid = ::fork();
  ASSERT_GE(pid, 0);
  if (pid == 0) {
    if (std::freopen(out.c_str(), "a", stdout) == nullptr) ::_exit(3);
    ::execl(tests::BuiltPath("tests/fault/record_writer").c_str(), "record_writer", place.c_str(),
            journal.c_str(), std::to_string(start).c_str(), nullptr);
    ::_exit(3);
  }
  std::this_thread::sleep_for(after);
  ::kill(pid, SIGKILL);
  int status = 0;
  ::waitpid(pid, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << WEXITSTATUS(status);
}

TEST(Kill, LosesNothingThatWasAcknowledged) {
  const char* wanted = std::getenv("REDQUILL_KILLS");
  const int kills = wanted ? std::atoi(wanted) : kFull / 10;
  const std::string folder = FreshFolder(), place = folder + "/scores.db";
  Random random(5);
  for (int i = 0; i < kills; ++i) {
    RunAndKill(place, folder + "/journal", 20'000 * i + i % 2, folder + "/acknowledged",
               std::chrono::milliseconds(10 + random.Below(150)));
    if (HasFatalFailure()) return;
  }
  const Log quiet(LogForm::kText, LogLevel::kError);
  const auto open = StoreAt(place).value();
  {
    auto recorder = Recorder::Start(open, Journal::Open(folder + "/journal", 64 << 20).value(),
                                    {.wait = 5s, .retry = 50ms}, quiet);
    for (int i = 0; i < 3000 && recorder->journal().size() > 0; ++i) {
      std::this_thread::sleep_for(10ms);
    }
    ASSERT_EQ(recorder->journal().size(), 0u);
  }
  auto store = open().value();
  EXPECT_TRUE(store->CheckFiles());
  const auto finding = VerifyAudit(*store, "").value();
  EXPECT_EQ(finding.fault, "");
  std::set<std::string> there;
  for (Position at;;) {
    const auto page = store->List({}, at, 1000).value();
    for (const auto& judged : page) there.insert(judged.record.id);
    if (page.size() < 1000) break;
    at = {page.back().record.when_ms, page.back().record.id};
  }
  size_t acknowledged = 0, lost = 0;
  std::ifstream lines(folder + "/acknowledged");
  for (std::string id; std::getline(lines, id); ++acknowledged) lost += !there.contains(id);
  EXPECT_GT(acknowledged, 0u);  // How many depends on how busy the machine is.
  EXPECT_EQ(lost, 0u);
  std::printf("%d kills: %zu records acknowledged, %zu lost; %lld audit entries\n", kills,
              acknowledged, lost, static_cast<long long>(finding.entries));
}

}  // namespace
}  // namespace redquill::store
