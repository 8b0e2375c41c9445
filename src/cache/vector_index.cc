#include "cache/vector_index.h"

#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "cache/distance.h"

namespace redquill::cache {
namespace {

constexpr size_t kFirstRoom = 1024;

/// How hnswlib measures: by the product, or by the squared distance.
class Space : public hnswlib::SpaceInterface<float> {
 public:
  Space(size_t width, Metric metric) : width_(width), metric_(metric) {}
  size_t get_data_size() override { return width_ * sizeof(float); }
  hnswlib::DISTFUNC<float> get_dist_func() override {
    return metric_ == Metric::kEuclidean ? Apart : LessProduct;
  }
  void* get_dist_func_param() override { return &width_; }

 private:
  static float Apart(const void* a, const void* b, const void* width) {
    return SquaredDistance(static_cast<const float*>(a), static_cast<const float*>(b),
                           *static_cast<const size_t*>(width));
  }
  static float LessProduct(const void* a, const void* b, const void* width) {
    return 1 - InnerProduct(static_cast<const float*>(a), static_cast<const float*>(b),
                            *static_cast<const size_t*>(width));
  }

  size_t width_;
  Metric metric_;
};

double Dot(std::span<const float> a, std::span<const float> b) {
  return InnerProduct(a.data(), b.data(), a.size());
}

/// As the graph holds it: of length 1 for the cosine.
std::vector<float> Held(Metric metric, std::span<const float> vector) {
  std::vector<float> held(vector.begin(), vector.end());
  if (metric != Metric::kCosine) return held;
  const double length = std::sqrt(Dot(vector, vector));
  for (float& value : held) value = static_cast<float>(value / std::max(length, 1e-30));
  return held;
}

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
  return -std::sqrt(SquaredDistance(a.data(), b.data(), a.size()));
}

struct VectorIndex::Graph {
  size_t width;
  Metric metric;
  std::unique_ptr<Space> space;
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
  graph_->space = std::make_unique<Space>(width, metric);
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

size_t VectorIndex::bytes() const {
  const auto& hnsw = *graph_->hnsw;
  return hnsw.max_elements_ * (hnsw.size_data_per_element_ + sizeof(void*) + 48);
}

}  // namespace redquill::cache
