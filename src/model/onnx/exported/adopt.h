#ifndef REDQUILL_MODEL_ONNX_EXPORTED_ADOPT_H_
#define REDQUILL_MODEL_ONNX_EXPORTED_ADOPT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/onnx/exported/external_files.h"
#include "model/onnx/exported/interface.h"
#include "model/onnx/exported/outline.h"
#include "model/onnx/model_writer.h"

namespace redquill::model::onnx {

/// What a foreign graph does not say.
struct AdoptOptions {
  std::string architecture = "onnx";  ///< As it stands in the metadata.
  int64_t max_tokens = 0;             ///< Longest input.
  int64_t vocabulary = 0;             ///< Ids below it are known.
  /// The id that the model takes for padding; below 0: not known, so that it is written to take one
  /// text at once.
  int64_t padding = -1;
  int64_t first_position = 0;  ///< The first token's, where the graph asks for positions.
  /// As WriteOptions has it: one a label, or empty.
  std::vector<float> class_values = {};
};

/// Makes a foreign graph, as PyTorch's and other exporters write it, one of this program's, which
/// then is run, batched and exported like those of WriteModel: the same inputs and result, with the
/// same metadata. Operators before the graph's own make what it asks for of the essay's ids and
/// mask (token types are 0; positions count up from first_position; without a mask in a batch of
/// one it is all 1), operators behind it make the score of its labels. Its own operators and
/// weights stay; weights in other files come in.
///
/// kTooLarge where that is more than one file can hold (2 GiB); ExternalFiles' and Rewriter's
/// errors.
Result<WrittenModel> AdoptModel(std::string_view model, const Outline& outline,
                                const Interface& interface, const AdoptOptions& options,
                                ExternalFiles* files);

/// The precision that most of the weights have.
Precision PrecisionOf(const Outline& outline);

/// Whether the adopted graph takes batches and has ONNX's own operators alone, as one written with
/// Operators::kStandard.
bool IsStandard(const Outline& outline, const Interface& interface, const AdoptOptions& options);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_EXPORTED_ADOPT_H_
