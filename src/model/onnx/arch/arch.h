#ifndef REDQUILL_MODEL_ONNX_ARCH_ARCH_H_
#define REDQUILL_MODEL_ONNX_ARCH_ARCH_H_

#include <functional>
#include <string>

#include "model/hf/config.h"
#include "model/hf/encoder_names.h"
#include "model/onnx/builder.h"
#include "model/onnx/ops/attention.h"
#include "model/onnx/ops/pool.h"
#include "model/onnx/weights.h"

namespace redquill::model::onnx {

/// What an architecture is written from. The pooling is the head's.
struct Context {
  const Builder& b;
  const hf::Config& config;
  Weights& weights;
  Pooling pooling = Pooling::kFirst;

  /// Only one row of the last layer is read, an encoder's first or a decoder's last, and the graph
  /// leaves the others out. With standard operators and padding the last token's row differs from
  /// text to text, so it can't.
  bool one_row() const {
    const bool decoder = config.architecture == hf::Architecture::kGpt2 ||
                         config.architecture == hf::Architecture::kLlama;
    return decoder ? pooling == Pooling::kLast && b.fused() : pooling == Pooling::kFirst;
  }
  /// NAME with the prefix that the checkpoint's body has ("bert." with a head, "" without), seen by
  /// whether `probe` is there with it.
  std::string Prefix(const std::string& prefix, const std::string& probe) const {
    return weights.Has(prefix + probe) || !weights.Has(probe) ? prefix : "";
  }
  Heads heads() const;
};

// Each gives the last hidden states [batch, length, hidden], or [batch, 1, hidden] if one_row().
Value WriteBert(const Context& c);
Value WriteDistilBert(const Context& c);
Value WriteRoberta(const Context& c);
Value WriteDeberta(const Context& c);
Value WriteGpt2(const Context& c);
Value WriteLlama(const Context& c);

/// The sequence classification head on a pooled row [batch, 1, hidden]: [batch, 1, labels].
Value WriteHead(const Context& c, const Value& row);

/// Queries, keys and values of a layer to the attention's result.
using Attention = std::function<Value(const Attended&)>;

/// A post-norm encoder layer (Vaswani et al. 2017; Devlin et al. 2019). `query_scale` is multiplied
/// into the query's weights. `one_row`: only the first row is wanted.
Value EncoderLayer(const Context& c, const Value& x, const hf::EncoderNames& names,
                   float query_scale, const Attention& attention, bool one_row);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_ARCH_ARCH_H_
