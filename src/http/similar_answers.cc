#include "http/similar_answers.h"

#include <random>

#include "cache/shared_semantic.h"

namespace redquill::http {
namespace {

cache::Metric MetricOf(const config::Config::Cache& cache) {
  if (cache.semantic_metric == "inner") return cache::Metric::kInner;
  return cache.semantic_metric == "euclidean" ? cache::Metric::kEuclidean : cache::Metric::kCosine;
}

double ErrorOf(const config::Config::Cache& cache) {
  return static_cast<double>(cache.semantic_error_permille) / 1000;
}

double AuditOf(const config::Config::Cache& cache) {
  return static_cast<double>(cache.semantic_audit_percent) / 100;
}

int64_t TtlOf(const config::Config::Cache& cache) {
  return static_cast<int64_t>(cache.ttl_s * 1000);
}

Result<std::unique_ptr<cache::SemanticTier>> SemanticBy(const config::Config::Store& store,
                                                        const config::Config::Cache& cache,
                                                        size_t width, const Log& log) {
  if (!cache.semantic_shared) {
    return std::make_unique<cache::SemanticCache>(
        cache::SemanticCache::Options{.metric = MetricOf(cache),
                                      .error = ErrorOf(cache),
                                      .audit = AuditOf(cache),
                                      .entries = cache.semantic_entries,
                                      .ttl_ms = TtlOf(cache)});
  }
  auto open = store::VectorsAt(store.place, width, MetricOf(cache));
  if (!open) return Failure(open.error(), "cache.semantic_shared");
  return std::make_unique<cache::SharedSemantic>(
      *std::move(open),
      cache::SharedSemantic::Options{.error = ErrorOf(cache),
                                     .audit = AuditOf(cache),
                                     .entries = cache.semantic_entries,
                                     .ttl_ms = TtlOf(cache),
                                     .seed = std::random_device()()},
      log);
}

}  // namespace

Result<std::unique_ptr<cache::SimilarAnswers>> SimilarBy(const config::Config::Store& store,
                                                         const config::Config::Cache& cache,
                                                         const engine::OpenOptions& engine,
                                                         const Log& log) {
  if (cache.near_bytes == 0 && cache.semantic_model.empty()) return nullptr;
  auto similar = std::make_unique<cache::SimilarAnswers>();
  if (cache.near_bytes > 0) {
    similar->UseNear({.bytes = cache.near_bytes,
                      .edge = static_cast<double>(cache.near_edge_percent) / 100,
                      .error = ErrorOf(cache),
                      .audit = AuditOf(cache),
                      .ttl_ms = TtlOf(cache)});
  }
  if (cache.semantic_model.empty()) return similar;
  auto package = model::Package::Open(cache.semantic_model);
  if (!package) return Failure(package.error(), "cache.semantic_model");
  auto embedder = engine::Embedder::Open(std::move(*package), engine);
  if (!embedder) return Failure(embedder.error(), "cache.semantic_model");
  auto tier = SemanticBy(store, cache, (*embedder)->width(), log);
  if (!tier) return Failure(tier.error());
  similar->UseSemantic(*std::move(tier), *std::move(embedder));
  return similar;
}

}  // namespace redquill::http
