#include "cache/shared_semantic.h"

#include <utility>

#include "cache/answer_text.h"

namespace redquill::cache {
namespace {

constexpr size_t kMostWaiting = 1024;
constexpr uint64_t kPutsBetweenTrims = 1000;

}  // namespace

/// Of one lookup; shared with an asker that may have gone on.
struct SharedSemantic::Found {
  std::string scope;
  std::vector<float> vector;
  store::TimeMs oldest_ms = 0;
  std::optional<store::NearVector> near;
};

bool SharedSemantic::Line::Run(const std::function<Result<void>(store::Vectors&)>& work) {
  if (!vectors_) {
    if (std::chrono::steady_clock::now() < not_before_) return false;
    auto opened = open_();
    if (!opened) {
      Failed(opened.error());
      return false;
    }
    vectors_ = std::move(*opened);
  }
  const auto done = work(*vectors_);
  if (!done) Failed(done.error());
  said_ = said_ && !done;
  return done.has_value();
}

void SharedSemantic::Line::Failed(const Error& error) {
  vectors_.reset();
  not_before_ = std::chrono::steady_clock::now() + options_.retry;
  if (std::exchange(said_, true)) return;
  log_.Write(LogLevel::kWarn, "the shared vectors can't be reached; texts are scored meanwhile",
             {{"why", error.message}});
}

SharedSemantic::SharedSemantic(store::OpenVectors open, const Options& options, const Log& log)
    : open_(std::move(open)),
      options_(options),
      log_(log),
      random_(options.seed),
      audit_(options.error),
      reading_(open_, options_, log_),
      writing_(open_, options_, log_),
      reader_(kMostWaiting),
      writer_(kMostWaiting) {}

SharedSemantic::~SharedSemantic() = default;

Result<void> SharedSemantic::Look(store::Vectors& vectors, Found& found) {
  // Pairs first: what is decided then knows all that was learnt when the neighbour was found.
  for (;;) {
    const auto pairs = vectors.PairsAfter(last_pair_);
    if (!pairs) return Failure(pairs.error());
    const std::lock_guard lock(mutex_);
    for (const auto& pair : *pairs) {
      last_pair_ = pair.number;
      curves_.try_emplace(pair.scope, options_.error).first->second.Add(pair.similarity, pair.same);
      if (pair.audit) audit_.Add(!pair.same);
    }
    if (pairs->empty()) break;
  }
  auto near = vectors.Nearest(found.scope, found.vector, found.oldest_ms);
  if (!near) return Failure(near.error());
  found.near = std::move(*near);
  return {};
}

SharedSemantic::Decision SharedSemantic::Decide(const std::string& scope,
                                                std::span<const float> vector, store::TimeMs now) {
  const auto found = std::make_shared<Found>();
  found->scope = scope;
  found->vector.assign(vector.begin(), vector.end());
  found->oldest_ms = options_.ttl_ms > 0 ? now - options_.ttl_ms : INT64_MIN;
  const auto looked = std::make_shared<bool>(false);
  const bool in_time = reader_.Ask(
      [this, found, looked] {
        *looked = reading_.Run([&](store::Vectors& vectors) { return Look(vectors, *found); });
      },
      options_.wait);
  Decision decision;
  if (!in_time || !*looked || !found->near) return decision;
  auto answer = ReadAnswer(scope, found->near->value);
  if (!answer) return decision;
  decision.act = Act::kExplore;
  decision.neighbour = {std::make_shared<const scoring::Answer>(std::move(*answer)),
                        found->near->when_ms};
  decision.similarity = found->near->similarity;
  decision.scope = scope;
  const std::lock_guard lock(mutex_);
  const auto curve = curves_.find(scope);
  if (curve == curves_.end() || audit_.breached()) return decision;
  const auto from = curve->second.ServesFrom();
  if (from && decision.similarity >= *from) decision.act = Act::kServe;
  return decision;
}

SharedSemantic::Decision SharedSemantic::Ask(const std::string& scope,
                                             std::span<const float> vector, store::TimeMs now) {
  Decision decision = Decide(scope, vector, now);
  if (decision.act == Act::kNothingNear) return decision;
  const std::lock_guard lock(mutex_);
  if (decision.act == Act::kServe && random_.Unit() < options_.audit) decision.act = Act::kAudit;
  ++(decision.act == Act::kServe ? served_ : explored_);
  return decision;
}

SharedSemantic::Decision SharedSemantic::Peek(const std::string& scope,
                                              std::span<const float> vector, store::TimeMs now) {
  return Decide(scope, vector, now);
}

void SharedSemantic::Learn(const Decision& decision, const scoring::Answer& scored) {
  if (decision.act == Act::kNothingNear || decision.act == Act::kServe) return;
  const store::ScoredPair pair{0, decision.scope, decision.similarity,
                               SameScores(*decision.neighbour.answer, scored),
                               decision.act == Act::kAudit};
  writer_.Send([this, pair] {
    writing_.Run([&](store::Vectors& vectors) { return vectors.AddPair(pair); });
  });
}

void SharedSemantic::Put(const std::string& scope, std::span<const float> vector,
                         std::shared_ptr<const scoring::Answer> answer, store::TimeMs when) {
  const store::VectorEntry entry{scope, answer->receipt.text_sha256, when,
                                 std::vector<float>(vector.begin(), vector.end()),
                                 Written(scope, *answer)};
  writer_.Send([this, entry] {
    writing_.Run([&](store::Vectors& vectors) -> Result<void> {
      if (auto put = vectors.Put(entry); !put) return put;
      if (puts_++ % kPutsBetweenTrims != 0) return {};
      const auto oldest = options_.ttl_ms > 0 ? entry.when_ms - options_.ttl_ms : INT64_MIN;
      if (auto trimmed = vectors.Trim(oldest, options_.entries); !trimmed) return trimmed;
      const auto count = vectors.Count();
      if (!count) return Failure(count.error());
      const std::lock_guard lock(mutex_);
      entries_ = *count;
      return {};
    });
  });
}

SharedSemantic::Stats SharedSemantic::stats() const {
  const std::lock_guard lock(mutex_);
  Stats stats;
  stats.served = served_;
  stats.explored = explored_;
  stats.entries = entries_;
  stats.audited = audit_.audited();
  stats.wrong = audit_.wrong();
  stats.upper = audit_.Upper();
  stats.off = audit_.breached();
  return stats;
}

void SharedSemantic::Flush() {
  writer_.Flush();
  reader_.Flush();
}

}  // namespace redquill::cache
