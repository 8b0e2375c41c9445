#ifndef REDQUILL_CACHE_VECTOR_INDEX_H_
#define REDQUILL_CACHE_VECTOR_INDEX_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "base/error.h"
#include "store/vectors.h"

namespace redquill::cache {

using Metric = store::VectorMetric;  // The same where vectors lie in memory and in a database.

struct Neighbour {
  size_t number = 0;      ///< As Add counted it.
  double similarity = 0;  ///< The cosine, the inner product, or minus the Euclidean distance.
};

/// How alike two vectors of one width are by a metric.
double SimilarityOf(Metric metric, std::span<const float> a, std::span<const float> b);

/// The nearest of many vectors, nearly always: an HNSW graph (Malkov and Yashunin, "Efficient and
/// robust approximate nearest neighbor search using hierarchical navigable small world graphs",
/// 2020; the library hnswlib). Adding wants the index to itself; Nearest may be called from many
/// threads.
class VectorIndex {
 public:
  struct Options {
    size_t links = 16;      ///< M.
    size_t building = 100;  ///< ef while adding.
    size_t searching = 64;  ///< ef while looking.
  };

  VectorIndex(size_t width, Metric metric, const Options& options);
  VectorIndex(size_t width, Metric metric) : VectorIndex(width, metric, Options()) {}
  ~VectorIndex();
  VectorIndex(VectorIndex&&) noexcept;
  VectorIndex& operator=(VectorIndex&&) noexcept;

  /// The vector's number: 0, 1, 2, … kInvalidArgument for another width or a number that isn't
  /// finite; kTooLarge where there is no memory.
  Result<size_t> Add(std::span<const float> vector);

  /// Nothing from an empty index or for a vector that Add would refuse.
  std::optional<Neighbour> Nearest(std::span<const float> vector) const;

  /// Another Options::searching from now on: more finds the nearest more often, and takes longer.
  void SearchWith(size_t searching);

  size_t size() const;
  /// What the entries take, without the graph's upper layers (a tenth of a link list more).
  size_t bytes() const;

 private:
  struct Graph;
  std::unique_ptr<Graph> graph_;
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_VECTOR_INDEX_H_
