#ifndef REDQUILL_STORE_VECTORS_H_
#define REDQUILL_STORE_VECTORS_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "store/records.h"

namespace redquill::store {

enum class VectorMetric { kCosine, kInner, kEuclidean };

/// A text's vector with what is kept of its answer.
struct VectorEntry {
  std::string scope;        ///< Only vectors of one scope are compared.
  std::string text_sha256;  ///< Goes with that text's records when they are erased.
  TimeMs when_ms = 0;
  std::vector<float> vector;
  std::string value;  ///< As the cache wrote it.
};

struct NearVector {
  double similarity = 0;  ///< The cosine, the inner product, or minus the Euclidean distance.
  TimeMs when_ms = 0;
  std::string value;
};

/// Two texts of a scope that were both scored.
struct ScoredPair {
  int64_t number = 0;  ///< Given by the database, ascending.
  std::string scope;
  double similarity = 0;
  bool same = false;   ///< Their scores.
  bool audit = false;  ///< The one's answer would have been given for the other.
};

/// Vectors and pairs that replicas share: PostgreSQL with pgvector, whose HNSW index finds the
/// nearest nearly always. Used by one thread at a time. Errors as Store has them; after one, what
/// is used next opens the connection anew.
class Vectors {
 public:
  virtual ~Vectors() = default;

  /// The nearest of the scope that is not older than `oldest_ms`.
  virtual Result<std::optional<NearVector>> Nearest(const std::string& scope,
                                                    std::span<const float> vector,
                                                    TimeMs oldest_ms) = 0;
  virtual Result<void> Put(const VectorEntry& entry) = 0;
  /// Removes what is older, and of all others the oldest beyond `most`.
  virtual Result<void> Trim(TimeMs oldest_ms, uint64_t most) = 0;
  virtual Result<uint64_t> Count() = 0;

  /// Numbered in the order in which every replica sees them. The oldest go beyond 20,000.
  virtual Result<void> AddPair(const ScoredPair& pair) = 0;
  /// At most 1,000, in order.
  virtual Result<std::vector<ScoredPair>> PairsAfter(int64_t number) = 0;
};

using OpenVectors = std::function<Result<std::unique_ptr<Vectors>>()>;

/// How to open the vectors of that width at a place ("postgresql://…"); the tables are made on
/// opening. kUnsupported for another kind of database, and on opening for a PostgreSQL without
/// pgvector.
Result<OpenVectors> VectorsAt(const std::string& place, size_t width, VectorMetric metric,
                              std::chrono::milliseconds wait = std::chrono::seconds(5));

}  // namespace redquill::store

#endif  // REDQUILL_STORE_VECTORS_H_
