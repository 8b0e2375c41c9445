#ifndef REDQUILL_TESTS_SUPPORT_TINY_CHECKPOINT_H_
#define REDQUILL_TESTS_SUPPORT_TINY_CHECKPOINT_H_

#include <string>

#include "model/import/import.h"

namespace redquill::samples {

/// A WordPiece tokenizer.json of 61 tokens, as many as the golden checkpoints have: every letter of
/// English, alone and inside a word, full stop, comma, and the words "the", "garden", "and". It
/// puts [CLS] (2) before a text and [SEP] (3) behind it.
std::string LettersTokenizer();

/// Copies a golden checkpoint to `folder`, made anew, and puts LettersTokenizer beside it. Throws
/// std::runtime_error.
void CopyCheckpoint(const std::string& name, const std::string& folder);

/// The same of a golden ONNX file of tests/golden/exported.
void CopyExported(const std::string& name, const std::string& folder);

/// Imports a checkpoint folder to a package file, calibrated by nothing. Throws.
void WriteTokenModel(const std::string& package, const model::ImportOptions& options);

}  // namespace redquill::samples

#endif  // REDQUILL_TESTS_SUPPORT_TINY_CHECKPOINT_H_
