#ifndef REDQUILL_MODEL_ONNX_MESSAGES_H_
#define REDQUILL_MODEL_ONNX_MESSAGES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/onnx/graph.h"

namespace redquill::model::onnx {

/// The most bytes that one ONNX file can have: protocol buffers hold no more.
inline constexpr uint64_t kMostModelBytes = (uint64_t{1} << 31) - 1;

// Messages of the ONNX schema, written; a caller puts them into their fields.

/// An input's or an output's name and type.
std::string ValueInfoMessage(const std::string& name, Element type,
                             const std::vector<Dimension>& shape);

/// An operator; at least one output, whose name is the operator's too.
struct NodeParts {
  std::string_view type;
  std::vector<Value> inputs, outputs;
  Attributes attributes = {};
  std::string_view domain = {};
};
std::string NodeMessage(const NodeParts& parts);

/// An entry of a model's metadata.
std::string EntryMessage(std::string_view key, std::string_view value);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_MESSAGES_H_
