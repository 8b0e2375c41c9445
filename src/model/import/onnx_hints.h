#ifndef REDQUILL_MODEL_IMPORT_ONNX_HINTS_H_
#define REDQUILL_MODEL_IMPORT_ONNX_HINTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/hf/config.h"

namespace redquill::model {

/// What the config.json that exporters put beside an ONNX file says of it; each may be missing.
struct OnnxHints {
  std::string model_type;                        ///< "bert", "electra".
  std::optional<hf::Architecture> architecture;  ///< Where it is one that this program knows.
  int64_t positions = 0;       ///< Longest text by its position table; 0: not said.
  int64_t first_position = 0;  ///< RoBERTa and its kin count from behind the padding's id.
  int64_t padding = -1;
  /// It reads its answer at a text's last token, and what exporters make of finding that one is
  /// wrong in batches.
  bool decoder = false;
  std::vector<std::string> label_names;
  std::string problem_type;
};

/// Reads a config.json. kInvalidArgument for one that is damaged; an architecture that this program
/// can't write is no fault.
Result<OnnxHints> ReadOnnxHints(const std::string& path);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_IMPORT_ONNX_HINTS_H_
