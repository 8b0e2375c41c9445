#include "text/tokenizer/delimiter.h"

#include <algorithm>

namespace redquill::text {
namespace {

// Joins a stretch to the one before where `joins(stretch, the one before was a delimiter)`.
template <typename F>
void Join(std::vector<Stretch>* stretches, F joins) {
  std::vector<Stretch> out;
  bool previous = false;
  for (const Stretch& s : *stretches) {
    if (!out.empty() && joins(s, previous)) {
      out.back().begin = std::min(out.back().begin, s.begin);
      out.back().end = std::max(out.back().end, s.end);
    } else {
      out.push_back(s);
    }
    previous = s.delimiter;
  }
  *stretches = std::move(out);
}

bool FirstOfRun(const Stretch& s, bool previous) { return s.delimiter && !previous; }

}  // namespace

std::optional<Delimiter> DelimiterNamed(std::string_view name) {
  if (name == "Removed") return Delimiter::kRemoved;
  if (name == "Isolated") return Delimiter::kIsolated;
  if (name == "MergedWithPrevious") return Delimiter::kMergedWithPrevious;
  if (name == "MergedWithNext") return Delimiter::kMergedWithNext;
  if (name == "Contiguous") return Delimiter::kContiguous;
  return std::nullopt;
}

void Settle(Delimiter behaviour, std::vector<Stretch>* stretches) {
  switch (behaviour) {
    case Delimiter::kIsolated:
      return;
    case Delimiter::kRemoved:
      std::erase_if(*stretches, [](const Stretch& s) { return s.delimiter; });
      return;
    case Delimiter::kContiguous:
      return Join(stretches,
                  [](const Stretch& s, bool previous) { return s.delimiter == previous; });
    case Delimiter::kMergedWithPrevious:
      return Join(stretches, FirstOfRun);
    case Delimiter::kMergedWithNext:
      std::reverse(stretches->begin(), stretches->end());
      Join(stretches, FirstOfRun);
      std::reverse(stretches->begin(), stretches->end());
  }
}

}  // namespace redquill::text
