#ifndef REDQUILL_MODEL_RAW_DIGEST_H_
#define REDQUILL_MODEL_RAW_DIGEST_H_

#include <string>

#include "model/manifest.h"

namespace redquill::model {

/// Names what a package's raw values depend on, as 64 lower-case hexadecimal digits: everything
/// that its manifest says (the other files by their digests) but the calibration, the model card,
/// and what is said for people (name, title, version, training data, metrics, licence, "x-"
/// members). A package of the same weights with another calibration has the same one. What is not
/// known to be without effect counts. Empty for a manifest that breaks its rules.
std::string RawDigest(const Manifest& manifest);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_RAW_DIGEST_H_
