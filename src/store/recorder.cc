#include "store/recorder.h"

#include <utility>

namespace redquill::store {
namespace {

constexpr size_t kBatch = 256;

}  // namespace

std::string_view NameOf(Recorded recorded) {
  switch (recorded) {
    case Recorded::kStored:
      return "stored";
    case Recorded::kPending:
      return "pending";
    case Recorded::kFailed:
      break;
  }
  return "failed";
}

std::unique_ptr<Recorder> Recorder::Start(OpenStore open, std::unique_ptr<Journal> journal,
                                          const Options& options, const Log& log) {
  std::unique_ptr<Recorder> recorder(
      new Recorder(std::move(open), std::move(journal), options, log));
  recorder->thread_ = std::thread([raw = recorder.get()] { raw->Run(); });
  return recorder;
}

Recorder::Recorder(OpenStore open, std::unique_ptr<Journal> journal, const Options& options,
                   const Log& log)
    : open_(std::move(open)), journal_(std::move(journal)), options_(options), log_(log) {}

Recorder::~Recorder() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool Recorder::reachable() const {
  const std::lock_guard lock(mutex_);
  return reachable_;
}

Recorded Recorder::ToJournal(std::span<const ScoreRecord> records) {
  const auto appended = journal_->Append(records);
  if (appended) return Recorded::kPending;
  log_.Write(
      LogLevel::kError, "scores were not recorded",
      {{"records", static_cast<int64_t>(records.size())}, {"why", appended.error().message}});
  return Recorded::kFailed;
}

Recorded Recorder::Record(ScoreRecord record) {
  auto mine = std::make_shared<Waiting>();
  mine->record = std::move(record);
  {
    std::unique_lock lock(mutex_);
    if (reachable_ && waiting_.size() < options_.most_waiting) {
      waiting_.push_back(mine);
      changed_.notify_all();
      changed_.wait_for(lock, options_.wait, [&] { return mine->done.has_value(); });
      if (mine->done) return *mine->done;
      // It may reach the database all the same; replaying leaves out what is there.
    }
  }
  return ToJournal({&mine->record, 1});
}

void Recorder::Run() {
  Batch batch;
  for (;;) {
    const bool reached = Reach();
    std::unique_lock lock(mutex_);
    reachable_ = reached;
    if (reached) {
      changed_.wait_for(lock, options_.retry, [&] { return stopping_ || !waiting_.empty(); });
    }
    batch.clear();
    while (!waiting_.empty() && batch.size() < kBatch) {
      batch.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
    if (batch.empty() && stopping_) return;
    if (!batch.empty()) {
      lock.unlock();
      Write(batch);
    } else if (!reached) {
      changed_.wait_for(lock, options_.retry, [&] { return stopping_; });
    }
  }
}

bool Recorder::Reach() {
  if (!store_) {
    auto store = open_();
    if (!store) {
      Lost(store.error());
      return false;
    }
    store_ = std::move(*store);
  }
  if (journal_->size() == 0) return true;
  const auto replayed = journal_->Replay(
      [&](std::span<const ScoreRecord> records) { return store_->Append(records); });
  if (replayed) {
    log_.Write(LogLevel::kInfo, "the journal was replayed");
    return true;
  }
  store_.reset();
  Lost(replayed.error());
  return false;
}

void Recorder::Lost(const Error& error) {
  if (!reachable()) return;  // Said already.
  log_.Write(LogLevel::kError, "the database does not take records; they go to the journal",
             {{"why", error.message}});
}

void Recorder::Write(const Batch& batch) {
  std::vector<ScoreRecord> records;
  records.reserve(batch.size());
  for (const auto& waiting : batch) records.push_back(waiting->record);
  Recorded outcome = Recorded::kStored;
  const auto appended =
      store_ ? store_->Append(records) : Result<void>(Fail(Code::kUnavailable, "no connection"));
  if (!appended) {
    if (store_) Lost(appended.error());
    store_.reset();
    outcome = ToJournal(records);
  }
  const std::lock_guard lock(mutex_);
  reachable_ = appended.has_value();
  for (const auto& waiting : batch) waiting->done = outcome;
  changed_.notify_all();
}

}  // namespace redquill::store
