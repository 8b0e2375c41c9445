#include "text/tokenizer/trie.h"

namespace redquill::text {

Trie::Trie(const std::vector<std::pair<std::string_view, int32_t>>& tokens) {
  nodes_.push_back({});
  Build(0, tokens, 0, tokens.size(), 0);
  for (size_t b = 0; b < 256; ++b) first_[b] = Child(0, static_cast<unsigned char>(b));
}

void Trie::Build(size_t node, const std::vector<std::pair<std::string_view, int32_t>>& tokens,
                 size_t begin, size_t end, size_t depth) {
  if (begin < end && tokens[begin].first.size() == depth) {
    nodes_[node].id = tokens[begin++].second;
  }
  const auto first = static_cast<uint32_t>(nodes_.size());
  std::vector<std::pair<size_t, size_t>> spans;
  for (size_t i = begin; i < end;) {
    size_t j = i;
    const char byte = tokens[i].first[depth];
    while (j < end && tokens[j].first[depth] == byte) ++j;
    Node child;
    child.byte = static_cast<unsigned char>(byte);
    nodes_.push_back(child);
    spans.emplace_back(i, j);
    i = j;
  }
  nodes_[node].begin = first;
  nodes_[node].end = static_cast<uint32_t>(nodes_.size());
  for (size_t k = 0; k < spans.size(); ++k) {
    Build(first + k, tokens, spans[k].first, spans[k].second, depth + 1);
  }
}

}  // namespace redquill::text
