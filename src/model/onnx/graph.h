#ifndef REDQUILL_MODEL_ONNX_GRAPH_H_
#define REDQUILL_MODEL_ONNX_GRAPH_H_

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "model/tensor.h"

namespace redquill::model::onnx {

/// Element types, by their numbers in the schema.
enum class Element : uint8_t {
  kFloat = 1,
  kUint8 = 2,
  kInt8 = 3,
  kInt32 = 6,
  kInt64 = 7,
  kBool = 9,
  kFloat16 = 10
};

/// An edge of the graph. Without a name it stands for an optional input that is left out.
struct Value {
  std::string name;
  explicit operator bool() const { return !name.empty(); }
};

/// A dimension: a size, or the name of one that a run decides.
using Dimension = std::variant<int64_t, std::string>;

using Attribute =
    std::pair<std::string, std::variant<int64_t, float, std::string, std::vector<int64_t>>>;
using Attributes = std::vector<Attribute>;

/// An ONNX graph in the making: inputs, constants, operators in order, outputs. Names are made
/// unique and tell the scope that they were made in. Used by one thread.
class Graph {
 public:
  Value Input(const std::string& name, Element type, std::vector<Dimension> shape);
  /// `value` becomes a result of the graph under its own name; made by Identity.
  void Output(const Value& value, const std::string& name, Element type,
              std::vector<Dimension> shape);

  Value Floats(const Shape& shape, std::vector<float> values);
  Value Halves(const Shape& shape, const std::vector<float>& values);
  Value Int8s(const Shape& shape, const std::vector<int8_t>& values);
  /// Equal ones are written once.
  Value Int32s(const Shape& shape, const std::vector<int32_t>& values);
  Value Int64s(const Shape& shape, const std::vector<int64_t>& values);

  /// Adds an operator with one result. `domain` is "" for ONNX's own, "com.microsoft" or
  /// "redquill".
  Value Op(std::string_view type, std::vector<Value> inputs, Attributes attributes = {},
           std::string_view domain = {});
  /// With several results, one for each flag; those whose flag is false are left out (an optional
  /// result that isn't asked for) and come back without a name.
  std::vector<Value> Ops(std::string_view type, std::vector<Value> inputs,
                         const std::vector<bool>& results, Attributes attributes = {},
                         std::string_view domain = {});

  /// Names made from here on start with `scope`, such as "layer.3".
  void Scope(std::string scope) { scope_ = std::move(scope); }
  void Metadata(const std::string& key, const std::string& value) { metadata_[key] = value; }

  /// The model as a file's bytes. kTooLarge past 2 GiB, the format's bound for one file.
  Result<std::string> Serialize() const;

 private:
  struct Constant {
    std::string head;  // The TensorProto without its raw data.
    std::string data;
  };

  Value Name(std::string_view what);
  Value Add(std::string_view what, Element type, const Shape& shape, std::string data);
  Value Shared(std::string_view what, Element type, const Shape& shape, std::string data);

  std::string scope_;
  std::map<std::string, int, std::less<>> used_;
  std::vector<std::string> inputs_, outputs_, nodes_;  // Messages, written.
  std::vector<Constant> constants_;
  std::map<std::string, Value> shared_;
  std::map<std::string, std::string> metadata_;
  std::map<std::string, bool, std::less<>> domains_;
};

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_GRAPH_H_
