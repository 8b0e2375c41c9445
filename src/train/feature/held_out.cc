#include "train/feature/held_out.h"

#include "base/sha256.h"
#include "table/essays.h"
#include "table/folds.h"
#include "text/normalize.h"

namespace redquill::train {

Result<HeldOut> HeldOut::Read(const std::string& table, const std::string& folds, int fold) {
  const auto essays = table::ReadEssays(table, {}, {.id = !folds.empty()});
  if (!essays) return Failure(essays.error());
  std::optional<table::Folds> split;
  if (!folds.empty()) {
    auto read = table::ReadFoldsFile(folds);
    if (!read) return Failure(read.error());
    if (fold < 0 || fold >= read->count()) {
      return Fail(Code::kInvalidArgument,
                  folds + " has the folds 0 to " + std::to_string(read->count() - 1) + ".", "fold");
    }
    split.emplace(std::move(*read));
  }
  HeldOut held;
  for (const auto& essay : *essays) {
    if (split) {
      const auto part = split->PartOf(essay.id, fold);
      if (!part) return Failure(part.error());
      if (*part != table::Part::kTest) continue;
    }
    const auto text = text::Normalize(essay.text);
    if (!text) return Failure(text.error(), "essay " + essay.id);
    held.digests_.insert(Sha256Hex(text->utf8()));
  }
  if (held.digests_.empty()) {
    return Fail(Code::kInvalidArgument, table + " holds no essay to leave out.", "without");
  }
  return held;
}

bool HeldOut::Has(std::string_view text) const {
  return !digests_.empty() && digests_.contains(Sha256Hex(text));
}

}  // namespace redquill::train
