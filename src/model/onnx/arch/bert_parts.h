#ifndef REDQUILL_MODEL_ONNX_ARCH_BERT_PARTS_H_
#define REDQUILL_MODEL_ONNX_ARCH_BERT_PARTS_H_

#include <string>
#include <vector>

#include "model/onnx/arch/arch.h"

namespace redquill::model::onnx {

/// BERT's layers, which RoBERTa shares.
Value BertEncoder(const Context& c, Value x, const std::string& prefix);

/// What is added to the token embeddings whatever the tokens: the position table [positions,
/// hidden] with the row of token type 0 added to each of its rows; without positions that row
/// alone. One text a run has one type.
std::vector<float> TakeConstantEmbedding(const Context& c, const std::string& embeddings);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_ARCH_BERT_PARTS_H_
