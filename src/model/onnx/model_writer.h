#ifndef REDQUILL_MODEL_ONNX_MODEL_WRITER_H_
#define REDQUILL_MODEL_ONNX_MODEL_WRITER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/hf/config.h"
#include "model/onnx/builder.h"
#include "model/onnx/ops/pool.h"
#include "model/tensor.h"

namespace redquill::model::onnx {

struct WriteOptions {
  Precision precision = Precision::kFp32;
  Operators operators = Operators::kFused;
  /// Longest input; 0: as many as the checkpoint has positions for, at most 4096 where positions
  /// are computed (rotary, relative). Position tables are written for this many.
  int64_t max_tokens = 0;
  /// For a checkpoint without a classification head: what becomes of the hidden states. With a
  /// head, the head decides.
  Pooling pooling = Pooling::kMean;
  bool unit_length = false;  ///< The pooled vector is divided by its length.
  /// For a checkpoint without a classification head: a linear layer, head.weight [scores, pooled
  /// width] and head.bias [scores], makes so many values of the pooled vector.
  bool regression_head = false;
  int64_t scores = 1;
  /// Not empty, ascending: the regression head is an ordinal one with these levels, and head.bias
  /// has one number fewer (ops/ordinal.h).
  std::vector<float> levels = {};
  /// Not empty, one a label: the head's logits become probabilities (softmax), and the result is
  /// these values' mean under them.
  std::vector<float> class_values = {};
  /// The config.json of the bare model, for WrittenWeights; it stands in the model's metadata.
  std::string config = {};
  /// Called after each tensor that is taken, with how many were.
  std::function<void(uint64_t)> taken = {};
};

struct WrittenModel {
  std::string onnx;     ///< The file's bytes.
  int64_t outputs = 0;  ///< Values a run gives: the head's labels, 1 with class_values, a
                        ///< regression head's scores, or the pooled width.
  int64_t max_tokens = 0;
  int64_t parameters = 0;            ///< Numbers taken from the checkpoint.
  std::vector<std::string> ignored;  ///< Tensors known to play no part here (another head's).
};

/// Writes a checkpoint as an ONNX model.
///
/// The graph's input is "input_ids", int32 [1, length] (fused operators) or [batch, length] beside
/// "attention_mask", int32 (standard operators; padding stands behind the text). Its result is
/// "values", float [batch, outputs]: the head's logits, or the pooled hidden states. What an engine
/// must know stands in the model's metadata (kMetadata… below).
///
/// kInvalidArgument names tensors that are missing, have a shape that the configuration contradicts
/// or that nothing knows (a layer that the configuration leaves out would change every score);
/// kUnsupported, kTooLarge.
Result<WrittenModel> WriteModel(const hf::Config& config, const TensorSource& source,
                                const WriteOptions& options);

/// The tokens that WriteModel would allow.
Result<int64_t> MaxTokens(const hf::Config& config, int64_t wanted);

inline constexpr std::string_view kMetadataArchitecture = "redquill.architecture";
inline constexpr std::string_view kMetadataPrecision = "redquill.precision";
inline constexpr std::string_view kMetadataOperators = "redquill.operators";
inline constexpr std::string_view kMetadataVocabulary = "redquill.vocabulary";
inline constexpr std::string_view kMetadataMaxTokens = "redquill.max_tokens";
inline constexpr std::string_view kMetadataOutputs = "redquill.outputs";
inline constexpr std::string_view kMetadataConfig = "redquill.config";
/// The id that stands behind a text in a batch; without it 0, since behind the mask any id does.
inline constexpr std::string_view kMetadataPadding = "redquill.padding";
/// What all of them start with.
inline constexpr std::string_view kMetadataPrefix = "redquill.";

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_MODEL_WRITER_H_
