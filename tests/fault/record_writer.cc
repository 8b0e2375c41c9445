// record_writer PLACE JOURNAL START: records samples from START on, and prints the id of each once
// it is acknowledged. Runs until it is killed. Every other record is given no time for the
// database, so that the journal has its part.
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "store/open.h"
#include "store/recorder.h"
#include "tests/support/sample_records.h"

int main(int count, char** arguments) {
  using namespace redquill;
  if (count != 4) return 2;
  const Log log(LogForm::kText, LogLevel::kError);
  auto open = store::StoreAt(arguments[1]);
  auto journal = store::Journal::Open(arguments[2], 64 << 20);
  if (!open || !journal) return 2;
  const int start = std::atoi(arguments[3]);
  auto recorder = store::Recorder::Start(*open, std::move(*journal),
                                         {.wait = std::chrono::milliseconds(start % 2 * 200)}, log);
  const auto write = [&](int from) {
    for (int i = from;; i += 2) {
      const auto record = store::SampleRecord(i);
      if (recorder->Record(record) == store::Recorded::kFailed) continue;
      std::printf("%s\n", record.id.c_str());
      std::fflush(stdout);
    }
  };
  std::thread other(write, start + 1);
  write(start);
}
