#ifndef REDQUILL_TESTS_SUPPORT_SAMPLE_PACKAGE_H_
#define REDQUILL_TESTS_SUPPORT_SAMPLE_PACKAGE_H_

#include <string>
#include <vector>

#include "model/manifest.h"
#include "model/package_writer.h"

namespace redquill::samples {

/// A manifest with every member filled, for tests. No files listed.
inline model::Manifest SampleManifest(std::string name = "sample") {
  model::Manifest m;
  m.name = std::move(name);
  m.title = "Sample for tests: fits nothing, scores nothing";
  m.version = "1.0.0";
  m.architecture = "features-gbdt";
  m.engine = "gbdt";
  m.outputs = {{.name = "holistic", .scale = {.min = 1, .max = 6, .step = 1}},
               {.name = "cohesion", .scale = {.min = 1, .max = 5, .step = 0.5}}};
  m.prompts = {"Should school start later?", "Der Wald im Märchen"};
  m.max_tokens = 512;
  m.training_data = {{.name = "made-up",
                      .sha256 = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                      .essays = 12,
                      .licence = "CC0-1.0"}};
  m.training_words = {.min = 20, .p05 = 90, .median = 310, .p95 = 700, .max = 1200};
  m.metrics = {{"holistic", {{"qwk", 0.5}, {"essays", 12}}}};
  m.licence = "Apache-2.0";
  m.requirements = {{"feature_table", "0a1b2c"}};
  m.config = {{"trees", 3}, {"rate", 0.1}};
  m.extra = {{"x-note", {{"by", "the tests"}}}};
  return m;
}

/// Files of every kind: deflated, stored, empty, in a folder. Static bytes.
inline std::vector<model::PackageFile> SampleFiles() {
  static const std::string weights = [] {
    std::string bytes;
    for (int i = 0; i < 300; ++i) bytes += static_cast<char>(i * i + i / 7);
    return bytes;
  }();
  static const std::string table(400, 'a');
  using model::Storage;
  return {{"model.onnx", weights, Storage::kStored},
          {"MODEL_CARD.md", "# Sample\n\nFor tests.\n", Storage::kDeflated},
          {"tables/words.txt", table, Storage::kDeflated},
          {"empty.txt", "", Storage::kDeflated}};
}

}  // namespace redquill::samples

#endif  // REDQUILL_TESTS_SUPPORT_SAMPLE_PACKAGE_H_
