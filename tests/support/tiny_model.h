#ifndef REDQUILL_TESTS_SUPPORT_TINY_MODEL_H_
#define REDQUILL_TESTS_SUPPORT_TINY_MODEL_H_

#include <cstddef>
#include <span>
#include <string>

#include "model/hf/checkpoint.h"
#include "model/onnx/model_writer.h"
#include "tests/support/paths.h"

namespace redquill::tests {

/// A golden checkpoint written as an ONNX model, for tests of what runs it.
inline std::string TinyModel(const std::string& checkpoint = "bert",
                             const model::onnx::WriteOptions& options = {}) {
  const std::string folder = SourcePath("tests/golden/checkpoints/") + checkpoint;
  const auto config = model::hf::ReadConfigFile(folder);
  const auto tensors = model::hf::Checkpoint::Open(folder);
  return model::onnx::WriteModel(*config, **tensors, options).value().onnx;
}

inline std::span<const std::byte> AsBytes(const std::string& text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

}  // namespace redquill::tests

#endif  // REDQUILL_TESTS_SUPPORT_TINY_MODEL_H_
