#ifndef REDQUILL_MODEL_ONNX_EXPORTED_OPERATORS_H_
#define REDQUILL_MODEL_ONNX_EXPORTED_OPERATORS_H_

#include <string>
#include <string_view>
#include <vector>

#include "model/onnx/graph.h"

namespace redquill::model::onnx {

/// Operators that are put before or behind a foreign graph's own. All of their values have names
/// that start with a prefix which no value of the graph has. Constants are operators as well, since
/// old files have no others that aren't inputs. Used by one thread.
class AddedOperators {
 public:
  explicit AddedOperators(std::string prefix) : prefix_(std::move(prefix)) {}

  /// A result's name; the operator's own one if none is given.
  Value Op(std::string_view type, std::vector<Value> inputs, Attributes attributes = {},
           std::string name = {});
  Value Cast(const Value& value, Element to, std::string name = {});
  /// A whole number without dimensions, of type int32 or int64.
  Value Number(Element type, int64_t value);
  Value Floats(const std::vector<int64_t>& shape, const std::vector<float>& values);

  const std::string& prefix() const { return prefix_; }
  const std::vector<std::string>& nodes() const { return nodes_; }  ///< Written, in order.

 private:
  Value Constant(Element type, const std::vector<int64_t>& shape, std::string_view bytes);
  std::string NextName(std::string_view type);

  std::string prefix_;
  int made_ = 0;
  std::vector<std::string> nodes_;
};

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_EXPORTED_OPERATORS_H_
