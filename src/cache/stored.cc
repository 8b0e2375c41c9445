#include "cache/stored.h"

#include <utility>

#include "cache/answer_text.h"

namespace redquill::cache {
namespace {

constexpr size_t kBatch = 256;

}  // namespace

std::unique_ptr<StoredAnswers> StoredAnswers::Start(store::OpenStore open, const Options& options,
                                                    const Log& log) {
  std::unique_ptr<StoredAnswers> stored(new StoredAnswers(std::move(open), options, log));
  stored->reader_ = std::thread([raw = stored.get()] { raw->Read(); });
  stored->writer_ = std::thread([raw = stored.get()] { raw->Write(); });
  return stored;
}

StoredAnswers::StoredAnswers(store::OpenStore open, const Options& options, const Log& log)
    : open_(std::move(open)), options_(options), log_(log) {}

StoredAnswers::~StoredAnswers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asked_.notify_all();
  put_.notify_all();
  reader_.join();
  writer_.join();
}

Hit StoredAnswers::Find(const CacheKey& key, const std::string& package_digest, store::TimeMs now) {
  const auto entry = Ask(key);
  Hit hit;
  if (entry && (options_.ttl_ms == 0 || now - entry->when_ms <= options_.ttl_ms)) {
    auto answer = ReadAnswer(key, entry->value);
    if (answer && answer->receipt.package_digest == package_digest) {
      hit = {std::make_shared<const scoring::Answer>(std::move(*answer)), entry->when_ms};
    }
  }
  const std::lock_guard lock(mutex_);
  ++(hit.answer ? stats_.hits : stats_.misses);
  return hit;
}

std::optional<store::CacheEntry> StoredAnswers::Ask(const CacheKey& key) {
  const auto mine = std::make_shared<Lookup>();
  mine->key = key;
  std::unique_lock lock(mutex_);
  const bool hangs = busy_since_ && Clock::now() - *busy_since_ > options_.wait;
  if (gone_ || hangs || stopping_) {
    ++stats_.late;
    return std::nullopt;
  }
  lookups_.push_back(mine);
  asked_.notify_one();
  answered_.wait_for(lock, options_.wait, [&] { return mine->done; });
  if (!mine->done) {
    mine->abandoned = true;
    ++stats_.late;
  }
  return std::move(mine->entry);
}

void StoredAnswers::Read() {
  std::unique_ptr<store::Store> store;
  for (;;) {
    if (!store) {
      auto opened = open_();
      const std::lock_guard lock(mutex_);
      gone_ = !opened;
      if (opened) store = std::move(*opened);
    }
    std::unique_lock lock(mutex_);
    if (!store) {
      asked_.wait_for(lock, options_.retry, [&] { return stopping_; });
      if (stopping_) return;
      continue;
    }
    asked_.wait(lock, [&] { return stopping_ || !lookups_.empty(); });
    if (stopping_) return;
    const auto lookup = std::move(lookups_.front());
    lookups_.pop_front();
    if (lookup->abandoned) continue;
    busy_since_ = Clock::now();
    lock.unlock();
    auto found = store->FindCached(lookup->key);
    lock.lock();
    busy_since_.reset();
    if (found) {
      lookup->entry = std::move(*found);
    } else {
      store.reset();
      gone_ = true;
    }
    lookup->done = true;
    answered_.notify_all();
  }
}

void StoredAnswers::Put(const CacheKey& key, std::shared_ptr<const scoring::Answer> answer,
                        store::TimeMs when) {
  store::CacheEntry entry{key, answer->receipt.package_digest, answer->receipt.text_sha256, when,
                          Written(key, *answer)};
  const std::lock_guard lock(mutex_);
  if (puts_.size() >= options_.most_waiting) {
    ++stats_.dropped;
    return;
  }
  puts_.push_back(std::move(entry));
  put_.notify_one();
}

void StoredAnswers::Flush() {
  std::unique_lock lock(mutex_);
  written_.wait(lock, [&] { return puts_.empty() && writing_ == 0; });
}

void StoredAnswers::Write() {
  std::unique_ptr<store::Store> store;
  std::optional<Clock::time_point> tidied;
  std::vector<store::CacheEntry> batch;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      put_.wait_for(lock, options_.tidy, [&] { return stopping_ || !puts_.empty(); });
      if (stopping_ && puts_.empty()) return;
      while (!puts_.empty() && batch.size() < kBatch) {
        batch.push_back(std::move(puts_.front()));
        puts_.pop_front();
      }
      writing_ = batch.size();
    }
    if (!store) {
      if (auto opened = open_()) store = std::move(*opened);
    }
    if (store && !batch.empty() && !store->Keep(batch)) store.reset();
    if (store && (!tidied || Clock::now() - *tidied >= options_.tidy)) {
      Tidy(*store);
      tidied = Clock::now();
    }
    std::unique_lock lock(mutex_);
    if (!store) {
      stats_.dropped += batch.size();
      if (stopping_) stats_.dropped += std::exchange(puts_, {}).size();
    }
    batch.clear();
    writing_ = 0;
    written_.notify_all();
    // What comes meanwhile is dropped once the queue is full, which costs no more than a score.
    if (!store) put_.wait_for(lock, options_.retry, [&] { return stopping_; });
  }
}

void StoredAnswers::Tidy(store::Store& store) {
  if (options_.ttl_ms > 0) {
    static_cast<void>(store.ClearCached("", store::Now() - options_.ttl_ms));
  }
  const auto trimmed = store.TrimCached(options_.bytes);
  if (!trimmed) {
    log_.Write(LogLevel::kWarn, "old cache entries could not be removed",
               {{"why", trimmed.error().message}});
  }
}

StoredAnswers::Stats StoredAnswers::stats() const {
  const std::lock_guard lock(mutex_);
  return stats_;
}

}  // namespace redquill::cache
