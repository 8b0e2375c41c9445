#ifndef REDQUILL_MODEL_ONNX_LSTM_WRITER_H_
#define REDQUILL_MODEL_ONNX_LSTM_WRITER_H_

#include <cstdint>
#include <string>

#include "base/error.h"
#include "model/onnx/model_writer.h"
#include "model/tensor.h"

namespace redquill::model::onnx {

/// What becomes of an LSTM's states over time.
enum class LstmPooling {
  kMean,
  kAttention,   ///< Weighted by softmax(q · tanh(W h + b)) (Dong, Zhang and Yang, CoNLL 2017).
  kMeanAndSum,  ///< The mean, and the sum divided by kSumLength: the sum grows with length.
};

std::string_view NameOf(LstmPooling pooling);  ///< "mean", "attention", "mean-sum"

/// A bidirectional LSTM over embeddings with a linear head.
struct LstmShape {
  int64_t vocabulary = 0, width = 0;  ///< Of the embeddings.
  int64_t hidden = 0;                 ///< Each way.
  LstmPooling pooling = LstmPooling::kMean;
  int64_t outputs = 1;  ///< Values that the head gives.

  /// The pooled vector's width.
  int64_t pooled() const { return hidden * (pooling == LstmPooling::kMeanAndSum ? 4 : 2); }
};

/// Writes it as WriteModel writes transformers, with the same inputs, outputs and metadata.
/// Tensors: embedding.weight; lstm.weight_ih_l0, lstm.weight_hh_l0 as PyTorch's torch.nn.LSTM has
/// them (gates in the order i, f, g, o) and lstm.bias_l0, the sum of its two biases, and the three
/// of them with _reverse; attention.weight, .bias, .query with attention pooling; head.weight
/// [outputs, pooled], head.bias. With int8 the embeddings are bytes; the rest stays fp32.
/// kUnsupported for fp16; kInvalidArgument names tensors that are missing or have another shape.
Result<WrittenModel> WriteLstm(const LstmShape& shape, const TensorSource& source,
                               const WriteOptions& options);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_LSTM_WRITER_H_
