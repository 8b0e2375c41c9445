#ifndef REDQUILL_MODEL_ONNX_EXPORTED_OUTLINE_H_
#define REDQUILL_MODEL_ONNX_EXPORTED_OUTLINE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/onnx/graph.h"

namespace redquill::model::onnx {

/// An input or a result as an ONNX file declares it.
struct DeclaredValue {
  std::string name;
  uint64_t element = 0;  ///< The schema's number, as Element has it; 0: none is declared.
  /// Nothing: no shape is declared. A size that a run decides has a name, which may be empty.
  std::optional<std::vector<Dimension>> shape;
};

/// What must be known of a foreign ONNX file before it is used.
struct Outline {
  std::vector<DeclaredValue> inputs;  ///< Without those that the file itself gives a value.
  std::vector<DeclaredValue> outputs;
  std::map<std::string, uint64_t> opsets;  ///< Domain ("" is ONNX's own) to version.
  std::set<std::string> domains;           ///< Of the operators at the graph's top.
  /// Starts of names that values of the file have, up to the last "/": for choosing others.
  std::set<std::string, std::less<>> scopes;
  /// An operator rounds what it gets by the range of the whole run (dynamic quantization), so that
  /// in a batch one text would move another's result.
  bool rounds_by_run = false;
  /// Rows of the constant table that an operator looks the ids up in; 0: none was found.
  int64_t token_rows = 0;
  int64_t parameters = 0;                       ///< Numbers of all constants with a shape.
  std::map<uint64_t, int64_t> numbers_by_type;  ///< The same by element type.
};

/// Reads it; weights are counted, not read. kCorrupt where the bytes are no ONNX model or hold two
/// graphs. Sizes that the file claims are used for nothing but comparison.
Result<Outline> ReadOutline(std::string_view model);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_EXPORTED_OUTLINE_H_
