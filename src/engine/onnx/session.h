#ifndef REDQUILL_ENGINE_ONNX_SESSION_H_
#define REDQUILL_ENGINE_ONNX_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "engine/onnx/library.h"
#include "engine/onnx/providers.h"

namespace redquill::engine::onnx {

/// Token ids of one or more texts of one length, row after row. `mask` is 1 at tokens and 0 at
/// padding, the same shape; empty where the model takes none.
struct Batch {
  std::span<const int32_t> ids, mask;
  int64_t rows = 1;
};

/// A model loaded for running. Const after opening; Run may be called from many threads at once.
class Session {
 public:
  /// Loads an ONNX model; `profile` as AddProviders takes it. Its bytes are not needed afterwards.
  /// kCorrupt for a damaged model, kUnsupported for operators that this runtime lacks, kUnavailable
  /// for a provider.
  static Result<std::unique_ptr<const Session>> Open(std::shared_ptr<const Library> library,
                                                     std::span<const std::byte> model,
                                                     const SessionSettings& settings,
                                                     const std::optional<LengthProfile>& profile);

  /// The model's "values", row after row. `batch.ids` must not be empty.
  Result<std::vector<float>> Run(const Batch& batch) const;

  /// An entry of the model's metadata.
  std::optional<std::string> Metadata(std::string_view key) const;

  bool takes_mask() const { return takes_mask_; }
  const ChosenProvider& provider() const { return provider_; }
  const Library& library() const { return *library_; }

  /// Ends profiling and gives the profile's file. kInvalidArgument without a profile_prefix.
  Result<std::string> EndProfile();

 private:
  Session() = default;
  Result<void> ReadInputs();
  Result<Handle<OrtValue>> Tensor(std::span<const int32_t> values, int64_t rows) const;

  std::shared_ptr<const Library> library_;
  Handle<OrtSession> session_;
  Handle<OrtMemoryInfo> memory_;
  Handle<OrtRunOptions> shrink_;  // Const once made; runs may share it.
  ChosenProvider provider_;
  bool takes_mask_ = false;
  int64_t keep_tokens_ = 0;
};

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_SESSION_H_
