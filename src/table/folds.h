#ifndef REDQUILL_TABLE_FOLDS_H_
#define REDQUILL_TABLE_FOLDS_H_

#include <cstddef>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "table/reader.h"

namespace redquill::table {

/// What an essay is for in one fold.
enum class Part : unsigned char { kTrain, kDev, kTest };

/// A fixed split of essays into folds, by essay id. A value; safe to read from many threads.
class Folds {
 public:
  /// How many folds there are.
  int count() const { return count_; }
  /// How many essays are split.
  size_t size() const { return parts_.size(); }
  /// Whether some essays are for development; without them, every fold has train and test only.
  bool has_dev() const { return has_dev_; }
  bool Has(const std::string& id) const { return parts_.contains(id); }

  /// What `id` is for in `fold`, 0 <= fold < count(). kNotFound for an id that isn't split.
  Result<Part> PartOf(const std::string& id, int fold) const;

  /// Indices into `ids` of those that are for `part` in `fold`, in order. Every id has to be split.
  std::vector<size_t> Select(std::span<const std::string> ids, int fold, Part part) const;

  /// That exactly `ids` are split, each once. kInvalidArgument says how many are missing, extra or
  /// double, with the first of each.
  Result<void> CheckIds(std::span<const std::string> ids) const;

 private:
  friend Result<Folds> ReadFolds(Reader& reader);
  int count_ = 0;
  bool has_dev_ = false;
  std::unordered_map<std::string, std::vector<Part>> parts_;  ///< One part for each fold.
};

/// Reads a split in one of two forms, the first column being the essay's id:
/// - a column `fold` with numbers from 0: an essay is for testing in that fold and for training in
///   all others;
/// - columns `fold_0`, `fold_1` and so on with `train`, `dev` or `test` in them.
/// kInvalidArgument for anything else (with the line), an id that comes twice or a fold without a
/// test essay. At most 100 folds.
Result<Folds> ReadFolds(Reader& reader);

/// The same from a .tsv or .csv file.
Result<Folds> ReadFoldsFile(const std::string& path);

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_FOLDS_H_
