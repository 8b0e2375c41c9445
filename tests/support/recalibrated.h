#ifndef REDQUILL_TESTS_SUPPORT_RECALIBRATED_H_
#define REDQUILL_TESTS_SUPPORT_RECALIBRATED_H_

#include <stdexcept>
#include <string>
#include <vector>

#include "model/package.h"
#include "model/package_writer.h"
#include "scoring/calibration.h"

namespace redquill::samples {

/// Writes a package of the same weights with another calibration: of each of `parts` and each
/// output that line. Throws std::runtime_error.
inline void WriteRecalibrated(const model::Package& from, const std::string& path,
                              const std::vector<std::string>& parts, scoring::Linear line) {
  scoring::Calibration calibration;
  for (const auto& part : parts) {
    for (const auto& output : from.manifest().outputs) calibration.Set(part, output.name, line);
  }
  const std::string json = calibration.ToJson();
  model::Manifest manifest = from.manifest();
  std::vector<model::PackageFile> files = {
      {std::string(model::kCalibrationFile), json, model::Storage::kDeflated}};
  for (const auto& file : std::exchange(manifest.files, {})) {
    if (file.path == model::kCalibrationFile) continue;
    files.push_back({file.path, from.Text(file.path).value(), model::Storage::kStored});
  }
  const auto written = model::WritePackage(path, std::move(manifest), std::move(files));
  if (!written) throw std::runtime_error(written.error().message);
}

}  // namespace redquill::samples

#endif  // REDQUILL_TESTS_SUPPORT_RECALIBRATED_H_
