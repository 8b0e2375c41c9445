// `redquill records override` and `erase`.
#include <nlohmann/json.hpp>

#include "redquill/open_store.h"
#include "redquill/print.h"
#include "redquill/records.h"

namespace redquill::app {

Result<int> OverrideRecord(const RecordsOptions& options) {
  auto store = OpenExistingStore(options.store);
  if (!store) return Failure(store.error());
  auto judged = (*store)->Judge(
      {options.selection.id, store::Now(), options.by, options.score, options.reason});
  if (!judged) return Failure(judged.error());
  Print(options.json ? nlohmann::json({{"overridden", options.selection.id}}).dump() + "\n"
                     : "Record " + options.selection.id + " has a person's score now.\n");
  return 0;
}

Result<int> EraseRecords(const RecordsOptions& options) {
  const auto selection = SelectionOf(options);
  if (!selection) return Failure(selection.error());
  if (!selection->restricts()) {
    return Fail(Code::kInvalidArgument,
                "Say which records: --id, --person, --essay, --model-digest or --older-than-days.");
  }
  auto store = OpenExistingStore(options.store);
  if (!store) return Failure(store.error());
  const char* action = options.older_than_days ? "expire" : "erase";
  const auto removed = (*store)->Remove(*selection, action, options.by);
  if (!removed) return Failure(removed.error());
  Print(options.json ? nlohmann::json({{"erased", *removed}}).dump() + "\n"
                     : std::to_string(*removed) +
                           (*removed == 1 ? " record erased.\n" : " records erased.\n"));
  return 0;
}

}  // namespace redquill::app
