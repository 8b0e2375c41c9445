#ifndef REDQUILL_APPS_REDQUILL_OPEN_STORE_H_
#define REDQUILL_APPS_REDQUILL_OPEN_STORE_H_

#include <memory>
#include <string>

#include "base/error.h"
#include "store/store.h"

namespace redquill::app {

/// Opens a database that is there already: a verb that reads or erases must not make an empty one
/// out of a misspelt path. kNotFound then.
Result<std::unique_ptr<store::Store>> OpenExistingStore(const std::string& place);

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_OPEN_STORE_H_
