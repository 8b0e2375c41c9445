#ifndef REDQUILL_TEXT_TOKENIZER_TRIE_H_
#define REDQUILL_TEXT_TOKENIZER_TRIE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace redquill::text {

/// Tokens as a trie of bytes: a node's children stand in one sorted block. Const after it was
/// built; many threads may use one.
class Trie {
 public:
  /// The longest token in bytes: building goes down by recursion.
  static constexpr size_t kMaxTokenBytes = 1024;

  /// `tokens` and their ids, sorted by bytes, none empty, none twice.
  explicit Trie(const std::vector<std::pair<std::string_view, int32_t>>& tokens);

  /// Calls f(length, id) for each token that `text` begins with, the shortest first.
  template <typename F>
  void Prefixes(std::string_view text, F f) const {
    int32_t node = text.empty() ? -1 : first_[static_cast<unsigned char>(text[0])];
    for (size_t i = 1; node >= 0; ++i) {
      if (nodes_[static_cast<size_t>(node)].id >= 0) f(i, nodes_[static_cast<size_t>(node)].id);
      if (i == text.size()) return;
      node = Child(static_cast<size_t>(node), static_cast<unsigned char>(text[i]));
    }
  }

 private:
  struct Node {
    int32_t id = -1;
    uint32_t begin = 0, end = 0;  // Its children.
    unsigned char byte = 0;
  };

  void Build(size_t node, const std::vector<std::pair<std::string_view, int32_t>>& tokens,
             size_t begin, size_t end, size_t depth);

  int32_t Child(size_t node, unsigned char byte) const {
    uint32_t low = nodes_[node].begin, high = nodes_[node].end;
    while (high - low > 8) {
      const uint32_t middle = (low + high) / 2;
      (nodes_[middle].byte <= byte ? low : high) = middle;
    }
    for (; low < high; ++low) {
      if (nodes_[low].byte == byte) return static_cast<int32_t>(low);
    }
    return -1;
  }

  std::vector<Node> nodes_;
  int32_t first_[256];
};

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_TRIE_H_
