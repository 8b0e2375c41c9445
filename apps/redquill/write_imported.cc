#include "redquill/write_imported.h"

#include <utility>
#include <vector>

#include "model/package_writer.h"
#include "scoring/calibration.h"

namespace redquill::app {

Result<std::string> WriteImported(const model::Imported& imported, const std::string& out) {
  scoring::Calibration calibration;
  for (const auto& output : imported.manifest.outputs) calibration.Set("", output.name, {});
  const std::string identity = calibration.ToJson();
  std::vector<model::PackageFile> files = model::FilesOf(imported);
  if (!imported.manifest.embeds()) {
    files.push_back({std::string(model::kCalibrationFile), identity});
  }
  return model::WritePackage(out, imported.manifest, std::move(files));
}

}  // namespace redquill::app
