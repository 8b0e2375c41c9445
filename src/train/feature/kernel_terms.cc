#include "train/feature/kernel_terms.h"

#include <cmath>

namespace redquill::train {
namespace {

size_t Offset(const KernelTerm& term, size_t row) {
  return term.groups.empty() ? 0 : static_cast<size_t>(term.groups[row]) * term.columns;
}

float Root(const KernelTerm& term) { return static_cast<float>(std::sqrt(term.weight)); }

Lanes Scaled(const Lanes& lanes, float factor) {
  Lanes scaled{};
  AddTimes(factor, lanes, &scaled);
  return scaled;
}

}  // namespace

LaneRows ColumnWeights(const KernelTerm& term, const LaneRows& coefficients) {
  const size_t groups = term.groups.empty() ? 1 : static_cast<size_t>(term.group_count);
  LaneRows weights(groups * term.columns, Lanes{});
  const float root = Root(term);
  for (size_t i = 0; i < coefficients.size(); ++i) {
    const Lanes scaled = Scaled(coefficients[i], root);
    Lanes* to = weights.data() + Offset(term, i);
    if (term.sparse) {
      const Csr::Row row = term.sparse->row(i);
      for (size_t k = 0; k < row.index.size(); ++k) {
        AddTimes(row.value[k], scaled, to + row.index[k]);
      }
    } else {
      const float* row = term.dense.data() + i * term.columns;
      for (size_t c = 0; c < term.columns; ++c) AddTimes(row[c], scaled, to + c);
    }
  }
  return weights;
}

void AddProducts(const KernelTerm& term, const LaneRows& weights, LaneRows* out) {
  const float root = Root(term);
  for (size_t i = 0; i < out->size(); ++i) {
    const Lanes* from = weights.data() + Offset(term, i);
    Lanes sum{};
    if (term.sparse) {
      const Csr::Row row = term.sparse->row(i);
      for (size_t k = 0; k < row.index.size(); ++k) {
        AddTimes(row.value[k], from[row.index[k]], &sum);
      }
    } else {
      const float* row = term.dense.data() + i * term.columns;
      for (size_t c = 0; c < term.columns; ++c) AddTimes(row[c], from[c], &sum);
    }
    AddTimes(root, sum, &(*out)[i]);
  }
}

LaneRows TimesKernel(std::span<const KernelTerm> terms, const LaneRows& coefficients) {
  LaneRows out(coefficients.size(), Lanes{});
  for (const KernelTerm& term : terms) {
    AddProducts(term, ColumnWeights(term, coefficients), &out);
  }
  return out;
}

}  // namespace redquill::train
