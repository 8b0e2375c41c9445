#ifndef REDQUILL_ENGINE_GBDT_BOOSTER_H_
#define REDQUILL_ENGINE_GBDT_BOOSTER_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"

namespace redquill::engine::gbdt {

/// A fitted XGBoost model (Chen and Guestrin, KDD 2016) behind its C interface. Const; every method
/// may be called from many threads at once.
class Booster {
 public:
  /// Reads a model in XGBoost's UBJSON or JSON form that expects `columns` inputs. kCorrupt if it
  /// is not one.
  static Result<Booster> Load(std::span<const std::byte> model, size_t columns);

  /// The prediction for one row of columns() values; NaN stands for missing.
  Result<double> Predict(std::span<const float> row) const;

  /// The exact Shapley value of each column for Predict's value (Lundberg et al., "Consistent
  /// individualized feature attribution for tree ensembles", 2018); one more value at the end is
  /// the mean prediction, so that all of them add up to Predict's value within rounding. One thread
  /// at a time; others wait.
  Result<std::vector<float>> Contributions(std::span<const float> row) const;

  size_t columns() const { return columns_; }

  ~Booster();
  Booster(Booster&&) noexcept;
  Booster& operator=(Booster&&) noexcept;

 private:
  struct Handle;
  Booster(std::unique_ptr<Handle> handle, size_t columns);
  std::unique_ptr<Handle> handle_;
  size_t columns_ = 0;
};

/// "xgboost 1.7.4": the library that runs, for receipts.
std::string RuntimeName();

}  // namespace redquill::engine::gbdt

#endif  // REDQUILL_ENGINE_GBDT_BOOSTER_H_
