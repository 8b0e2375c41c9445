#ifndef REDQUILL_ENGINE_ONNX_BUCKETED_SESSIONS_H_
#define REDQUILL_ENGINE_ONNX_BUCKETED_SESSIONS_H_

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/onnx/session.h"

namespace redquill::engine::onnx {

/// A model's sessions: one, or where TensorRT runs it one for each bucket of lengths, since ONNX
/// Runtime's TensorRT provider runs the first profile of an engine only. Const after opening; safe
/// from many threads.
class BucketedSessions {
 public:
  /// `lengths` are the declared ones, ascending, the model's longest text last. Session::Open's
  /// errors.
  static Result<BucketedSessions> Open(const std::shared_ptr<const Library>& library,
                                       std::span<const std::byte> model,
                                       const SessionSettings& settings, const Lengths& lengths);

  /// Of sessions that are open already, each with the longest text that it takes, ascending; at
  /// least one.
  struct Bucket {
    int64_t longest = 0;
    std::unique_ptr<const Session> session;
  };
  explicit BucketedSessions(std::vector<Bucket> buckets) : buckets_(std::move(buckets)) {}

  /// The session for a text of so many tokens: the first that takes it, else the last.
  const Session& For(int64_t tokens) const;

  const Session& first() const { return *buckets_.front().session; }
  size_t size() const { return buckets_.size(); }

 private:
  std::vector<Bucket> buckets_;
};

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_BUCKETED_SESSIONS_H_
