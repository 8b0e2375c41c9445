#include "model/raw_digest.h"

#include "base/sha256.h"

namespace redquill::model {

std::string RawDigest(const Manifest& manifest) {
  Manifest bare = manifest;
  bare.name = bare.title = bare.version = bare.licence = "0";
  bare.training_data.clear();
  bare.training_words.reset();
  bare.metrics = bare.extra = nlohmann::json::object();
  std::erase_if(bare.files, [](const FileEntry& file) {
    return file.path == kCalibrationFile || file.path == kModelCardFile;
  });
  const auto written = WriteManifest(bare);
  return written ? Sha256Hex(*written) : "";
}

}  // namespace redquill::model
