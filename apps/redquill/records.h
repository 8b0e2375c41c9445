#ifndef REDQUILL_APPS_REDQUILL_RECORDS_H_
#define REDQUILL_APPS_REDQUILL_RECORDS_H_

#include <optional>
#include <string>

#include "base/error.h"
#include "store/records.h"

namespace redquill::app {

/// What the actions of `redquill records` take.
struct RecordsOptions {
  std::string store, essay, out, by, reason;
  store::Selection selection;
  std::optional<double> older_than_days;
  double score = 0;
  bool json = false;
};

/// The selection with the essay's hash and the age's time filled in.
Result<store::Selection> SelectionOf(const RecordsOptions& options);

// Each returns the exit status, or what kept the whole from being done.
Result<int> ListRecords(const RecordsOptions& options);
Result<int> ExportRecords(const RecordsOptions& options);
Result<int> OverrideRecord(const RecordsOptions& options);
Result<int> EraseRecords(const RecordsOptions& options);

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_RECORDS_H_
