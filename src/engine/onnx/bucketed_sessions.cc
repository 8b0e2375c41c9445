#include "engine/onnx/bucketed_sessions.h"

#include <algorithm>
#include <limits>
#include <string>

#include "base/sha256.h"

namespace redquill::engine::onnx {
namespace {

constexpr int64_t kAnyLength = std::numeric_limits<int64_t>::max();

/// The settings with the cache's folder narrowed down to this very model.
SessionSettings ForModel(SessionSettings settings, std::span<const std::byte> model) {
  std::string& folder = settings.providers.cache_folder;
  if (folder.empty()) return settings;
  folder +=
      "/" + Sha256Hex({reinterpret_cast<const char*>(model.data()), model.size()}).substr(0, 32);
  return settings;
}

}  // namespace

Result<BucketedSessions> BucketedSessions::Open(const std::shared_ptr<const Library>& library,
                                                std::span<const std::byte> model,
                                                const SessionSettings& settings,
                                                const Lengths& lengths) {
  const bool may_be_tensorrt = settings.providers.order.front() == Provider::kTensorRt;
  std::vector<Bucket> buckets;
  if (!may_be_tensorrt || lengths.empty()) {
    auto session = Session::Open(library, model, settings, std::nullopt);
    if (!session) return Failure(session.error());
    buckets.push_back({kAnyLength, *std::move(session)});
    return BucketedSessions(std::move(buckets));
  }
  const SessionSettings narrowed = ForModel(settings, model);
  for (const LengthProfile& profile : ProfilesOver(lengths, lengths.back())) {
    auto session = Session::Open(library, model, narrowed, profile);
    if (!session) return Failure(session.error());
    const bool tensorrt = (*session)->provider().provider == Provider::kTensorRt;
    buckets.push_back({tensorrt ? profile.max : kAnyLength, *std::move(session)});
    if (!tensorrt) break;  // What it fell back to takes every length.
  }
  return BucketedSessions(std::move(buckets));
}

const Session& BucketedSessions::For(int64_t tokens) const {
  const auto bucket = std::find_if(buckets_.begin(), buckets_.end(),
                                   [tokens](const Bucket& b) { return tokens <= b.longest; });
  return *(bucket == buckets_.end() ? buckets_.back() : *bucket).session;
}

}  // namespace redquill::engine::onnx
