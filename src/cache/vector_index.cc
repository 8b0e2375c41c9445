#include "cache/vector_index.h"

#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace redquill::cache {
namespace {

constexpr size_t kFirstRoom = 1024;

double Dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * double{b[i]};
  return sum;
}

/// As the graph holds it: of length 1 for the cosine.
std::vector<float> Held(Metric metric, std::span<const float> vector) {
  std::vector<float> held(vector.begin(), vector.end());
  if (metric != Metric::kCosine) return held;
  const double length = std::sqrt(Dot(vector, vector));
  for (float& value : held) value = static_cast<float>(value / std::max(length, 1e-30));
  return held;
}

/// hnswlib's distances: 1 - inner product, or the squared Euclidean one.
double SimilarityAt(Metric metric, float distance) {
  if (metric == Metric::kEuclidean) return -std::sqrt(std::max(0.0, double{distance}));
  return 1 - double{distance};
}

}  // namespace

double SimilarityOf(Metric metric, std::span<const float> a, std::span<const float> b) {
  if (metric == Metric::kInner) return Dot(a, b);
  if (metric == Metric::kCosine) {
    return Dot(a, b) / std::max(std::sqrt(Dot(a, a) * Dot(b, b)), 1e-30);
  }
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += (double{a[i]} - b[i]) * (double{a[i]} - b[i]);
  return -std::sqrt(sum);
}

struct VectorIndex::Graph {
  size_t width;
  Metric metric;
  std::unique_ptr<hnswlib::SpaceInterface<float>> space;
  std::unique_ptr<hnswlib::HierarchicalNSW<float>> hnsw;

  bool Takes(std::span<const float> vector) const {
    return vector.size() == width &&
           std::all_of(vector.begin(), vector.end(), [](float v) { return std::isfinite(v); });
  }
};

VectorIndex::VectorIndex(size_t width, Metric metric, const Options& options)
    : graph_(std::make_unique<Graph>()) {
  graph_->width = width;
  graph_->metric = metric;
  if (metric == Metric::kEuclidean) {
    graph_->space = std::make_unique<hnswlib::L2Space>(width);
  } else {
    graph_->space = std::make_unique<hnswlib::InnerProductSpace>(width);
  }
  graph_->hnsw = std::make_unique<hnswlib::HierarchicalNSW<float>>(graph_->space.get(), kFirstRoom,
                                                                   options.links, options.building);
  graph_->hnsw->setEf(options.searching);
}

VectorIndex::~VectorIndex() = default;
VectorIndex::VectorIndex(VectorIndex&&) noexcept = default;
VectorIndex& VectorIndex::operator=(VectorIndex&&) noexcept = default;

Result<size_t> VectorIndex::Add(std::span<const float> vector) {
  if (!graph_->Takes(vector)) {
    return Fail(Code::kInvalidArgument, "The vector has another width or a number that is none.");
  }
  const size_t number = size();
  try {
    if (number == graph_->hnsw->max_elements_) graph_->hnsw->resizeIndex(2 * number);
    graph_->hnsw->addPoint(Held(graph_->metric, vector).data(), number);
  } catch (const std::exception&) {
    return Fail(Code::kTooLarge, "There is no memory for another vector.");
  }
  return number;
}

std::optional<Neighbour> VectorIndex::Nearest(std::span<const float> vector) const {
  if (size() == 0 || !graph_->Takes(vector)) return std::nullopt;
  try {
    const auto found = graph_->hnsw->searchKnn(Held(graph_->metric, vector).data(), 1);
    if (found.empty()) return std::nullopt;
    return Neighbour{found.top().second, SimilarityAt(graph_->metric, found.top().first)};
  } catch (const std::exception&) {
    return std::nullopt;  // No memory for the search: as if nothing were near.
  }
}

void VectorIndex::SearchWith(size_t searching) { graph_->hnsw->setEf(searching); }

size_t VectorIndex::size() const { return graph_->hnsw->cur_element_count; }

size_t VectorIndex::BytesEach(size_t width, const Options& options) {
  return 4 * width + 4 * (2 * options.links + 1) + sizeof(size_t) + 2 * sizeof(void*) + 48;
}

}  // namespace redquill::cache
