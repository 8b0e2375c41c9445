#include <charconv>

#include "store/postgres/postgres_connection.h"
#include "store/vectors.h"

namespace redquill::store {
namespace {

constexpr int64_t kMostPairs = 20'000;

/// pgvector's operator class and its operator for that metric.
struct Operator {
  std::string_view name, family, sign;
};
Operator OperatorOf(VectorMetric metric) {
  if (metric == VectorMetric::kInner) return {"inner", "vector_ip_ops", "<#>"};
  if (metric == VectorMetric::kEuclidean) return {"euclidean", "vector_l2_ops", "<->"};
  return {"cosine", "vector_cosine_ops", "<=>"};
}

/// pgvector gives 1 - cosine, minus the inner product, and the distance.
double SimilarityOf(VectorMetric metric, double distance) {
  return metric == VectorMetric::kCosine ? 1 - distance : -distance;
}

std::string Written(std::span<const float> vector) {
  std::string text = "[";
  char digits[32];
  for (const float value : vector) {
    if (text.size() > 1) text += ',';
    text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  }
  return text + ']';
}

class PostgresVectors final : public Vectors {
 public:
  PostgresVectors(std::unique_ptr<Connection> connection, size_t width, VectorMetric metric)
      : connection_(std::move(connection)),
        width_(width),
        metric_(metric),
        typed_("vector::vector(" + std::to_string(width) + ")") {}

  Result<void> MakeTables();
  Result<std::optional<NearVector>> Nearest(const std::string& scope, std::span<const float> vector,
                                            TimeMs oldest_ms) override;
  Result<void> Put(const VectorEntry& entry) override;
  Result<void> Trim(TimeMs oldest_ms, uint64_t most) override;
  Result<uint64_t> Count() override;
  Result<void> AddPair(const ScoredPair& pair) override;
  Result<std::vector<ScoredPair>> PairsAfter(int64_t number) override;

 private:
  /// Runs statements without rows one after another.
  Result<void> RunAll(std::initializer_list<std::string> statements);

  std::unique_ptr<Connection> connection_;
  const size_t width_;
  const VectorMetric metric_;
  const std::string typed_;  ///< The column as the index holds it.
};

Result<void> PostgresVectors::RunAll(std::initializer_list<std::string> statements) {
  for (const auto& statement : statements) {
    if (auto ran = connection_->Run(statement); !ran) return Failure(ran.error());
  }
  return {};
}

Result<void> PostgresVectors::MakeTables() {
  const auto there = connection_->Run("SELECT COUNT(*) FROM pg_extension WHERE extname = 'vector'");
  if (!there) return Failure(there.error());
  if (IntegerAt(there->front(), 0) == 0 && !connection_->Run("CREATE EXTENSION vector")) {
    return Fail(Code::kUnsupported,
                "This PostgreSQL has no pgvector, or its user may not add it. Let an administrator "
                "run CREATE EXTENSION vector.");
  }
  const Operator by = OperatorOf(metric_);
  const std::string width = std::to_string(width_);
  return InTransaction(*connection_, [&]() -> Result<void> {
    return RunAll(
        {// Two replicas that start at once would make the same table.
         "SELECT pg_advisory_xact_lock(7233412)",
         "CREATE TABLE IF NOT EXISTS neighbours (number BIGSERIAL PRIMARY KEY,"
         " scope TEXT NOT NULL, text_sha256 TEXT NOT NULL, when_ms BIGINT NOT NULL,"
         " width BIGINT NOT NULL, vector vector NOT NULL, value TEXT NOT NULL)",
         "CREATE INDEX IF NOT EXISTS neighbours_text ON neighbours (text_sha256)",
         "CREATE INDEX IF NOT EXISTS neighbours_when ON neighbours (when_ms)",
         "CREATE INDEX IF NOT EXISTS neighbours_" + std::string(by.name) + "_" + width +
             " ON neighbours USING hnsw ((" + typed_ + ") " + std::string(by.family) +
             ") WHERE width = " + width,
         "CREATE TABLE IF NOT EXISTS scored_pairs (number BIGINT PRIMARY KEY,"
         " scope TEXT NOT NULL, similarity DOUBLE PRECISION NOT NULL, same BIGINT NOT NULL,"
         " audit BIGINT NOT NULL)"});
  });
}

Result<std::optional<NearVector>> PostgresVectors::Nearest(const std::string& scope,
                                                           std::span<const float> vector,
                                                           TimeMs oldest_ms) {
  const std::string width = std::to_string(width_);
  auto rows = connection_->Run(
      "SELECT CAST(" + typed_ + " " + std::string(OperatorOf(metric_).sign) +
          " CAST($1 AS vector(" + width +
          ")) AS DOUBLE PRECISION) AS distance, when_ms, value"
          " FROM neighbours WHERE width = " +
          width + " AND scope = $2 AND when_ms >= $3 ORDER BY " + typed_ + " " +
          std::string(OperatorOf(metric_).sign) + " CAST($1 AS vector(" + width + ")) LIMIT 1",
      {Written(vector), scope, oldest_ms});
  if (!rows) return Failure(rows.error());
  if (rows->empty()) return std::nullopt;
  const Row& row = rows->front();
  return NearVector{SimilarityOf(metric_, NumberAt(row, 0)), IntegerAt(row, 1), TextAt(row, 2)};
}

Result<void> PostgresVectors::Put(const VectorEntry& entry) {
  auto put = connection_->Run(
      "INSERT INTO neighbours (scope, text_sha256, when_ms, width, vector, value)"
      " VALUES ($1, $2, $3, $4, CAST($5 AS vector), $6)",
      {entry.scope, entry.text_sha256, entry.when_ms, static_cast<int64_t>(width_),
       Written(entry.vector), entry.value});
  if (!put) return Failure(put.error());
  return {};
}

Result<void> PostgresVectors::Trim(TimeMs oldest_ms, uint64_t most) {
  auto old = connection_->Run("DELETE FROM neighbours WHERE when_ms < $1", {oldest_ms});
  if (!old) return Failure(old.error());
  auto many = connection_->Run(
      "DELETE FROM neighbours WHERE number IN"
      " (SELECT number FROM neighbours ORDER BY when_ms DESC, number DESC OFFSET $1)",
      {static_cast<int64_t>(most)});
  if (!many) return Failure(many.error());
  return {};
}

Result<uint64_t> PostgresVectors::Count() {
  auto rows = connection_->Run("SELECT COUNT(*) FROM neighbours");
  if (!rows) return Failure(rows.error());
  return static_cast<uint64_t>(IntegerAt(rows->front(), 0));
}

Result<void> PostgresVectors::AddPair(const ScoredPair& pair) {
  return InTransaction(*connection_, [&]() -> Result<void> {
    // One after another, so that no smaller number comes to light after a larger one was read.
    auto turn = RunAll({"LOCK TABLE scored_pairs IN SHARE ROW EXCLUSIVE MODE"});
    if (!turn) return turn;
    auto added = connection_->Run(
        "INSERT INTO scored_pairs SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3, $4"
        " FROM scored_pairs RETURNING number",
        {pair.scope, pair.similarity, int64_t{pair.same}, int64_t{pair.audit}});
    if (!added) return Failure(added.error());
    auto trimmed = connection_->Run("DELETE FROM scored_pairs WHERE number <= $1",
                                    {IntegerAt(added->front(), 0) - kMostPairs});
    if (!trimmed) return Failure(trimmed.error());
    return {};
  });
}

Result<std::vector<ScoredPair>> PostgresVectors::PairsAfter(int64_t number) {
  auto rows = connection_->Run(
      "SELECT number, scope, similarity, same, audit FROM scored_pairs WHERE number > $1"
      " ORDER BY number LIMIT 1000",
      {number});
  if (!rows) return Failure(rows.error());
  std::vector<ScoredPair> pairs;
  for (const Row& row : *rows) {
    pairs.push_back({IntegerAt(row, 0), TextAt(row, 1), NumberAt(row, 2), IntegerAt(row, 3) != 0,
                     IntegerAt(row, 4) != 0});
  }
  return pairs;
}

}  // namespace

Result<OpenVectors> VectorsAt(const std::string& place, size_t width, VectorMetric metric,
                              std::chrono::milliseconds wait) {
  if (!place.starts_with("postgresql://") && !place.starts_with("postgres://")) {
    return Fail(Code::kUnsupported,
                "Vectors are shared through PostgreSQL with pgvector alone. Name such a database, "
                "or keep them in memory.");
  }
  return OpenVectors([=]() -> Result<std::unique_ptr<Vectors>> {
    auto connection = ConnectPostgres(place, wait);
    if (!connection) return Failure(connection.error());
    // A scope is a part of the index's vectors: look on until one of it is found (pgvector 0.8;
    // an older one does not know the setting, and finds less).
    static_cast<void>((*connection)->Run("SET hnsw.iterative_scan = strict_order"));
    static_cast<void>((*connection)->Run("SET hnsw.ef_search = 100"));
    auto vectors = std::make_unique<PostgresVectors>(std::move(*connection), width, metric);
    if (auto made = vectors->MakeTables(); !made) return Failure(made.error());
    return vectors;
  });
}

}  // namespace redquill::store
