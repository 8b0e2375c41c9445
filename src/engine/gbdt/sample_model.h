#ifndef REDQUILL_ENGINE_GBDT_SAMPLE_MODEL_H_
#define REDQUILL_ENGINE_GBDT_SAMPLE_MODEL_H_

// A tiny feature model for tests: two features, two n-gram blocks, two prompts, two parts.

#include <string>

#include "engine/gbdt/spec.h"
#include "engine/gbdt/weights.h"
#include "model/manifest.h"

namespace redquill::engine::gbdt {

Spec SampleSpec();
Weights SampleWeights();
model::Manifest SampleManifest();

/// Trees fitted here and now on made-up rows of `columns` values.
std::string SampleTrees(size_t columns);

/// The package's bytes, with the weights file replaced where `weights` is not empty.
std::string SamplePackage(const model::Manifest& manifest, const std::string& weights = {});

}  // namespace redquill::engine::gbdt

#endif  // REDQUILL_ENGINE_GBDT_SAMPLE_MODEL_H_
