#ifndef REDQUILL_TRAIN_FEATURE_CSR_H_
#define REDQUILL_TRAIN_FEATURE_CSR_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/engine.h"

namespace redquill::train {

/// A sparse matrix by rows; columns ascend within a row. Rows are added at the end.
class Csr {
 public:
  explicit Csr(uint32_t columns = 0) : columns_(columns) {}

  void Add(const engine::SparseVector& row) {
    index_.insert(index_.end(), row.index.begin(), row.index.end());
    value_.insert(value_.end(), row.value.begin(), row.value.end());
    begin_.push_back(index_.size());
  }

  size_t rows() const { return begin_.size() - 1; }
  uint32_t columns() const { return columns_; }

  struct Row {
    std::span<const uint32_t> index;
    std::span<const float> value;
  };
  Row row(size_t i) const {
    const size_t first = begin_[i], count = begin_[i + 1] - first;
    return {std::span(index_).subspan(first, count), std::span(value_).subspan(first, count)};
  }
  engine::SparseVector Copy(size_t i) const {
    const Row r = row(i);
    return {{r.index.begin(), r.index.end()}, {r.value.begin(), r.value.end()}};
  }

 private:
  uint32_t columns_;
  std::vector<size_t> begin_ = {0};
  std::vector<uint32_t> index_;
  std::vector<float> value_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_CSR_H_
