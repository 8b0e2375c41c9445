#ifndef REDQUILL_MODEL_ONNX_EXPORTED_EXTERNAL_FILES_H_
#define REDQUILL_MODEL_ONNX_EXPORTED_EXTERNAL_FILES_H_

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/mapped_file.h"

namespace redquill::model::onnx {

/// The files beside an ONNX file that hold numbers of its constants. Mapped as long as this lives.
/// Used by one thread.
class ExternalFiles {
 public:
  /// Of an ONNX file in this folder.
  explicit ExternalFiles(std::string folder) : folder_(std::move(folder)) {}

  /// The numbers of a constant (a TensorProto) that stand in another file. kCorrupt where the place
  /// leads out of the folder, is not in the file, or has not as many bytes as the constant's shape;
  /// kNotFound names a file that is missing; kUnsupported for an element type that isn't known.
  Result<std::string_view> Find(std::string_view tensor);

  /// The files read, by their names below the folder.
  const std::map<std::string, MappedFile>& files() const { return files_; }

 private:
  Result<std::string_view> File(const std::string& name);

  std::string folder_;
  std::map<std::string, MappedFile> files_;
};

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_EXPORTED_EXTERNAL_FILES_H_
