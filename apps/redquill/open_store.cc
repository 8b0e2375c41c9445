#include "redquill/open_store.h"

#include <filesystem>

#include "store/open.h"

namespace redquill::app {

Result<std::unique_ptr<store::Store>> OpenExistingStore(const std::string& place) {
  auto open = store::StoreAt(place);
  if (!open) return Failure(open.error());
  if (place.starts_with("postgres")) return (*open)();
  const std::string path = place.starts_with("sqlite:") ? place.substr(7) : place;
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown)) {
    return Fail(Code::kNotFound, "There is no database " + path + ".", "store");
  }
  return (*open)();
}

}  // namespace redquill::app
