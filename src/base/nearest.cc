#include "base/nearest.h"

#include <algorithm>
#include <array>

namespace redquill {
namespace {

constexpr size_t kLongest = 64;

size_t Distance(std::string_view a, std::string_view b) {
  // Three rows of the table: an exchange of neighbours looks two rows back.
  std::array<std::array<size_t, kLongest + 1>, 3> rows{};
  for (size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i - 1) % 3];
    const auto& above2 = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[i - 1] == b[j - 1];
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], above2[j - 2] + 1);
      }
    }
  }
  return rows[a.size() % 3][b.size()];
}

}  // namespace

std::string_view Nearest(std::string_view word, const std::vector<std::string_view>& known) {
  word = word.substr(0, kLongest);
  std::string_view best;
  size_t least = 0;
  for (const auto whole : known) {
    const auto candidate = whole.substr(0, kLongest);
    const size_t distance = Distance(word, candidate);
    const size_t allowed = std::max(word.size(), candidate.size()) / 3;
    if (distance > allowed || (!best.empty() && distance >= least)) continue;
    best = whole;
    least = distance;
  }
  return best;
}

std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& known) {
  const auto near = Nearest(word, known);
  return near.empty() ? "" : " Did you mean " + std::string(near) + "?";
}

}  // namespace redquill
