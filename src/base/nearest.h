#ifndef REDQUILL_BASE_NEAREST_H_
#define REDQUILL_BASE_NEAREST_H_

#include <string>
#include <string_view>
#include <vector>

namespace redquill {

/// The known word that `word` was probably meant to be: the one with the smallest distance
/// (insertions, deletions, substitutions and exchanges of neighbours; Damerau 1964, restricted
/// form), if that is at most a third of the longer length; the first of equals. Empty if none is
/// near. Compares at most the first 64 bytes of each.
std::string_view Nearest(std::string_view word, const std::vector<std::string_view>& known);

/// " Did you mean X?" or nothing, to stand behind a message about an unknown word.
std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace redquill

#endif  // REDQUILL_BASE_NEAREST_H_
