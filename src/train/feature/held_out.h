#ifndef REDQUILL_TRAIN_FEATURE_HELD_OUT_H_
#define REDQUILL_TRAIN_FEATURE_HELD_OUT_H_

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/error.h"

namespace redquill::train {

/// Texts that nothing may be learned from, since something is to be measured on them.
class HeldOut {
 public:
  /// No text.
  HeldOut() = default;

  /// The texts of a table; with `folds`, a file of folds, those that are tested in fold `fold`.
  /// The errors of table::ReadEssays and table::ReadFoldsFile; kInvalidArgument for a fold that is
  /// not there or holds no essay of the table.
  static Result<HeldOut> Read(const std::string& table, const std::string& folds, int fold);

  /// Whether a normalised text (text::Normalize) is one of them.
  bool Has(std::string_view text) const;
  size_t size() const { return digests_.size(); }

 private:
  std::unordered_set<std::string> digests_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_HELD_OUT_H_
