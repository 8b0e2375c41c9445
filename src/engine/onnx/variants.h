#ifndef REDQUILL_ENGINE_ONNX_VARIANTS_H_
#define REDQUILL_ENGINE_ONNX_VARIANTS_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "engine/onnx/settings.h"
#include "model/manifest.h"

namespace redquill::engine::onnx {

/// Whether a processor with this instruction set (redquill::InstructionSet) meets the requirement
/// `cpu` of a package or of one of its variants: "avx2", "avx512" or "vnni". Nothing for a
/// requirement that is not known.
std::optional<bool> MeetsCpu(std::string_view requirement, std::string_view instruction_set);

/// That this program and processor meet every member of the manifest's `requires`. kUnsupported
/// names the one that they don't, or that is not known here.
Result<void> CheckRequirements(const model::Manifest& manifest, std::string_view instruction_set);

/// A form of the model that a package holds.
struct Variant {
  std::string file = std::string(model::kModelFile);
  std::string precision;  ///< As the manifest says: "fp32", "int8"; may be empty.
};

/// Which of a package's forms to run: the first of `config.variants` whose `cpu` the processor
/// meets, else model.onnx. Variants are for the CPU alone, so where a GPU provider is preferred it
/// is model.onnx. kCorrupt for variants of another form; kUnsupported for an unknown `cpu`.
Result<Variant> ChooseVariant(const model::Manifest& manifest, std::string_view instruction_set,
                              const ProviderSettings& providers);

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_VARIANTS_H_
