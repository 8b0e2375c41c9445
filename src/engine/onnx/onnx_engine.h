#ifndef REDQUILL_ENGINE_ONNX_ONNX_ENGINE_H_
#define REDQUILL_ENGINE_ONNX_ONNX_ENGINE_H_

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/error.h"
#include "engine/engine.h"
#include "engine/onnx/batcher.h"
#include "engine/onnx/bucketed_sessions.h"
#include "model/package.h"

namespace redquill::engine::onnx {

/// Runs transformers by ONNX Runtime: token ids in, the head's values out. On the CPU an essay runs
/// alone at its exact length, so its values depend on nothing else. On CUDA, or where
/// EngineSettings::batch_tokens asks for it, those that are run at the same time are batched; then
/// fp32 values are within 2e-5 of those that the essay gets alone, relative to its largest.
class OnnxEngine final : public Engine {
 public:
  /// Runs the form of the model that ChooseVariant names. kCorrupt where the model's metadata is
  /// not that of a model written here, or its outputs are not the manifest's; kUnsupported for
  /// requirements of the package that aren't met; else Session::Open's errors.
  static Result<std::unique_ptr<const OnnxEngine>> Load(std::shared_ptr<const Library> library,
                                                        const model::Package& package,
                                                        const EngineSettings& settings = {});

  /// The same from a model's bytes, warmed at these lengths (where TensorRT runs it, the last must
  /// be its longest text). The bytes are not needed afterwards; for tests and benchmarks.
  static Result<std::unique_ptr<const OnnxEngine>> LoadBytes(std::shared_ptr<const Library> library,
                                                             std::span<const std::byte> model,
                                                             const Lengths& lengths,
                                                             const EngineSettings& settings = {});

  Needs needs() const override { return {.tokens = true}; }

  /// kInvalidArgument for no tokens or an id beyond the vocabulary; kTooLarge for more tokens than
  /// the model has positions for: nothing is cut off in silence; kTimeout where it is batched and
  /// options.deadline passed before its batch began.
  Result<Output> Run(const Input& input, const RunOptions& options) const override;

  /// Several texts in one run, padded to the longest; only for a model with standard operators
  /// (kUnsupported else, and where TensorRT runs it). For GPU providers, where a batch is faster
  /// than its texts in turn.
  Result<std::vector<Output>> RunBatch(std::span<const std::span<const int32_t>> texts) const;

  /// What was batched; nothing where every text runs alone.
  std::optional<Batcher::Stats> batches() const;

  std::string Runtime() const override;

  int64_t max_tokens() const { return max_tokens_; }
  const std::string& precision() const { return precision_; }  ///< "fp32", "int8", "fp16".
  const Session& session() const { return sessions_->first(); }

 private:
  OnnxEngine() = default;
  Result<void> CheckTokens(std::span<const int32_t> tokens) const;
  Result<void> WarmUp(const Lengths& lengths) const;
  Result<Output> RunAlone(std::span<const int32_t> tokens) const;
  bool CanBatch() const;
  bool KeepsTextsApart() const;

  std::optional<BucketedSessions> sessions_;
  std::unique_ptr<Batcher> batcher_;  // Or none.
  std::string precision_;
  int64_t vocabulary_ = 0, max_tokens_ = 0, outputs_ = 0;
  int32_t padding_ = 0;  // The id behind a text in a batch.
};

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_ONNX_ENGINE_H_
