#include "cache/exact.h"

#include "base/cpu.h"
#include "base/sha256.h"
#include "base/version.h"

namespace redquill::cache {
namespace {

/// Roughly what an answer takes in memory, its key and the cache's own links with it.
uint64_t BytesOf(const scoring::Answer& answer) {
  uint64_t bytes = sizeof(Hit) + sizeof(scoring::Answer) + 400;
  bytes += answer.outputs.size() * sizeof(scoring::OutputScore);
  for (const auto& note : answer.notes) bytes += sizeof note + note.size();
  for (const auto& influence : answer.influences) {
    bytes += sizeof influence + influence.name.size() + influence.words.size();
  }
  const scoring::Receipt& receipt = answer.receipt;
  return bytes + receipt.package_digest.size() + receipt.text_sha256.size() +
         receipt.runtime.size() + receipt.prompt.size();
}

void AddPart(Sha256& hash, std::string_view part) {
  hash.Update(std::to_string(part.size()) + ":");
  hash.Update(part);
}

}  // namespace

CacheKey KeyOf(std::string_view normalised_text, const scoring::ModelInfo& model,
               std::string_view prompt, bool explain) {
  Sha256 hash;
  AddPart(hash, normalised_text);
  AddPart(hash, model.digest);
  AddPart(hash, prompt);
  AddPart(hash, explain ? "explain" : "");
  AddPart(hash, kVersion);
  AddPart(hash, model.runtime);
  AddPart(hash, InstructionSet());
  return hash.FinishHex();
}

ExactCache::ExactCache(const Options& options) : options_(options) {
  for (size_t i = 0; i < kShards; ++i) {
    shards_.push_back(std::make_unique<Shard>(options.bytes / kShards));
  }
}

ExactCache::Shard& ExactCache::ShardOf(const CacheKey& key) {
  return *shards_[std::hash<CacheKey>()(key) % kShards];
}

Hit ExactCache::Find(const CacheKey& key, store::TimeMs now) {
  Shard& shard = ShardOf(key);
  const std::lock_guard lock(shard.mutex);
  const Hit* found = shard.items.Find(key);
  if (found != nullptr && options_.ttl_ms > 0 && now - found->scored_ms > options_.ttl_ms) {
    shard.items.Erase(key);
    found = nullptr;
  }
  ++(found ? shard.hits : shard.misses);
  return found ? *found : Hit{};
}

void ExactCache::Put(const CacheKey& key, std::shared_ptr<const scoring::Answer> answer,
                     store::TimeMs now) {
  const uint64_t bytes = BytesOf(*answer);
  Shard& shard = ShardOf(key);
  const std::lock_guard lock(shard.mutex);
  shard.items.Put(key, {std::move(answer), now}, bytes);
}

bool ExactCache::Erase(const CacheKey& key) {
  Shard& shard = ShardOf(key);
  const std::lock_guard lock(shard.mutex);
  return shard.items.Erase(key);
}

void ExactCache::Clear() {
  for (auto& shard : shards_) {
    const std::lock_guard lock(shard->mutex);
    shard->items.Clear();
  }
}

ExactCache::Stats ExactCache::stats() const {
  Stats stats;
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard->mutex);
    stats.hits += shard->hits;
    stats.misses += shard->misses;
    stats.entries += shard->items.size();
    stats.bytes += shard->items.bytes();
  }
  return stats;
}

}  // namespace redquill::cache
