#ifndef REDQUILL_MODEL_ONNX_OPS_EMBEDDING_H_
#define REDQUILL_MODEL_ONNX_OPS_EMBEDDING_H_

#include "model/onnx/builder.h"

namespace redquill::model::onnx {

/// The rows of a table [rows, width] that the ids name. int8: rows are stored as bytes with a scale
/// each, which makes small models four times smaller.
Value Embed(const Builder& b, std::vector<float> table, int64_t rows, int64_t width);

/// The first `length` rows of a table [rows, width], as [1, length, width]. The run's length must
/// not pass `rows`.
Value FirstRows(const Builder& b, std::vector<float> table, int64_t rows, int64_t width);

/// The run's length as an int64 vector of one element.
Value Length(const Builder& b);

/// int32 [batch, length]: padding + the number of tokens up to here that are not `padding`, or
/// `padding` at such a one (RoBERTa's way to count positions).
Value PositionsBehindPadding(const Builder& b, int64_t padding);

/// The rows of a position table that `positions` names.
Value EmbedPositions(const Builder& b, const Value& positions, std::vector<float> table,
                     int64_t rows, int64_t width);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_OPS_EMBEDDING_H_
