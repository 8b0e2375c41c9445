#ifndef REDQUILL_MODEL_MANIFEST_H_
#define REDQUILL_MODEL_MANIFEST_H_

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace redquill::model {

/// The format that this program writes and the only one it reads. docs/formats/package.md.
inline constexpr int kFormatVersion = 1;

/// Names of files that have one meaning in every package.
inline constexpr std::string_view kManifestFile = "manifest.json";
inline constexpr std::string_view kModelCardFile = "MODEL_CARD.md";
inline constexpr std::string_view kCalibrationFile = "calibration.json";
/// Of packages with engine "onnx".
inline constexpr std::string_view kModelFile = "model.onnx";
/// Beside it: the same model at int8, for processors that multiply bytes fast.
inline constexpr std::string_view kInt8ModelFile = "model-int8.onnx";
inline constexpr std::string_view kTokenizerFile = "tokenizer.json";

/// The scores that can be given: min, min + step … max. min < max, step > 0, and max is a whole
/// number of steps above min; at most 10,000 steps.
struct Scale {
  double min = 0, max = 0, step = 1;

  bool operator==(const Scale&) const = default;
};

/// One thing that the model scores: the whole essay ("holistic") or a trait ("cohesion").
struct Output {
  std::string name;  ///< [a-z0-9][a-z0-9._-]{0,63}
  Scale scale;

  bool operator==(const Output&) const = default;
};

/// A data set that the model learned from.
struct TrainingData {
  std::string name;
  std::string sha256;   ///< Of the file as it was read; 64 lower-case hexadecimal digits.
  uint64_t essays = 0;  ///< How many of its essays were used; at least 1.
  std::string licence;

  bool operator==(const TrainingData&) const = default;
};

/// Lengths of the training essays in words. An essay far outside gets a flag.
struct TrainingWords {
  uint64_t min = 0, p05 = 0, median = 0, p95 = 0, max = 0;  ///< Ascending.

  bool operator==(const TrainingWords&) const = default;
};

/// A file of the package, the manifest itself apart.
struct FileEntry {
  std::string path;  ///< By the rule of model/file_path.h.
  uint64_t bytes = 0;
  std::string sha256;

  bool operator==(const FileEntry&) const = default;
};

/// What a package says of itself. A plain value. ReadManifest and WriteManifest guard its rules;
/// one filled by hand may break them until it is written.
struct Manifest {
  std::string name;     ///< How people call it: [a-z0-9][a-z0-9._-]{0,63}.
  std::string title;    ///< One line for people, up to 200 bytes.
  std::string version;  ///< Of the model, [0-9A-Za-z][0-9A-Za-z.+-]{0,63}, such as "1.0.0".
  std::string
      architecture;    ///< What was trained, a name like `name`: "features-gbdt", "distilbert".
  std::string engine;  ///< What runs it, a name like `name`: "gbdt", "onnx".
  std::vector<Output> outputs;   ///< 1 to 64, in the order of the engine's raw values; none
                                 ///< where embedding_width is not 0.
  uint64_t embedding_width = 0;  ///< Of a model that gives an essay's vector instead of a score:
                                 ///< how many numbers; 0: the model scores.
  std::vector<std::string> prompts;  ///< Prompts it was trained for; none: made for any prompt.
  uint64_t max_tokens = 0;           ///< Longest input of a token model; 0: not token based.
  std::vector<TrainingData> training_data;
  std::optional<TrainingWords> training_words;
  nlohmann::json metrics = nlohmann::json::object();  ///< Measured agreement, an object.
  std::string licence;  ///< SPDX expression or a sentence, up to 500 bytes.
  /// What must hold in the program that runs it, such as {"feature_table": digest}. An engine
  /// refuses (kUnsupported) a requirement that it does not know or meet.
  std::map<std::string, std::string> requirements;
  nlohmann::json config = nlohmann::json::object();  ///< For the engine alone, an object.
  nlohmann::json extra = nlohmann::json::object();   ///< Members named "x-…", kept as they are.
  std::vector<FileEntry> files;  ///< In byte order of their paths. WritePackage fills it.

  bool embeds() const { return embedding_width > 0; }

  /// The first output's scale: of a model with one output, the model's. Only of one that scores.
  const Scale& scale() const { return outputs.front().scale; }

  bool operator==(const Manifest&) const = default;
};

/// Reads manifest.json. kUnsupported for a format version that this program does not know;
/// kInvalidArgument where a rule is broken, with the JSON path in the message and as `field`;
/// kTooLarge past 1 MiB, 32 levels or 100,000 values. A member that format 1 does not know is
/// refused unless its name starts with "x-".
Result<Manifest> ReadManifest(std::string_view json);

/// The manifest in its one written form (CanonicalJson), which ReadManifest reads back as the same
/// value. The same errors where the manifest breaks a rule.
Result<std::string> WriteManifest(const Manifest& manifest);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_MANIFEST_H_
