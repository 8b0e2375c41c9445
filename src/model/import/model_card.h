#ifndef REDQUILL_MODEL_IMPORT_MODEL_CARD_H_
#define REDQUILL_MODEL_IMPORT_MODEL_CARD_H_

#include <string>

#include "model/hf/config.h"
#include "model/import/import.h"

namespace redquill::model {

/// MODEL_CARD.md of an imported checkpoint: what it is, from which files, and what nobody has
/// measured.
std::string ImportedModelCard(const Imported& imported, const hf::Config& config);

/// The same of an ONNX file that another program exported.
std::string ImportedOnnxCard(const Imported& imported);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_IMPORT_MODEL_CARD_H_
