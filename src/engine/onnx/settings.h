#ifndef REDQUILL_ENGINE_ONNX_SETTINGS_H_
#define REDQUILL_ENGINE_ONNX_SETTINGS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace redquill::engine::onnx {

/// What runs a model's operators.
enum class Provider { kCpu, kCuda, kTensorRt };

/// "cpu", "cuda", "tensorrt".
std::string_view NameOf(Provider provider);

/// Reads a list in order of preference, such as "tensorrt,cuda,cpu". kInvalidArgument names what is
/// not known.
Result<std::vector<Provider>> ReadProviders(std::string_view list);

struct ProviderSettings {
  /// In order of preference; the first that loads runs the model, and the CPU whatever operators it
  /// leaves. At least one.
  std::vector<Provider> order = {Provider::kCpu};
  /// A provider that can't be loaded is passed over; else that is an error. The CPU is used only
  /// where `order` names it.
  bool fallback = false;
  int device = 0;  ///< Which GPU.
  /// TensorRT keeps built engines and timings in folders of this one, a folder for each model's
  /// bytes and each bucket of lengths; empty: nowhere. The provider itself names an engine by the
  /// graph's names alone, so two models of one architecture must not meet in a folder.
  std::string cache_folder;
  bool fp16 = false;  ///< TensorRT may compute in fp16.
};

/// Lengths that a model is built and warmed for, ascending: TensorRT's buckets end at them.
using Lengths = std::vector<int64_t>;

struct SessionSettings {
  /// Threads that work on one text. Workers that score several texts at once share one session;
  /// with 1 each text stays on its worker's thread.
  int threads = 1;
  /// Threads wait in a loop instead of asleep: a little faster alone, a waste under load.
  bool spin = false;
  /// A run longer than this gives its memory back afterwards; shorter ones keep it for the next, so
  /// one long text does not hold the memory of the longest ever after.
  int64_t keep_tokens = 1024;
  ProviderSettings providers;
  /// Writes a profile of every operator to files that start with this; empty: none.
  std::string profile_prefix;
};

struct EngineSettings {
  std::string library;  ///< The runtime's library or its folder; empty: the usual places.
  SessionSettings session;
  /// Runs the model once at each of the package's declared lengths before it is ready, so that the
  /// first essay meets built kernels and a filled arena.
  bool warm_up = true;
  /// Texts that several threads run at the same time are padded to one batch of so many tokens
  /// (engine/onnx/batcher.h); 0: kUsualBatchTokens on CUDA, no batches elsewhere; 1: none. Only
  /// models that can keep the texts of a batch apart are batched: those with a mask, but for int8,
  /// and not on TensorRT.
  int64_t batch_tokens = 0;
};

/// As many as keep a large GPU busy; not measured (docs/decisions/013-batches.md).
inline constexpr int64_t kUsualBatchTokens = 16384;

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_SETTINGS_H_
