#include "train/neural/attention_parts.h"

#include <ATen/Parallel.h>

#include "train/neural/softmax_rows.h"

namespace redquill::train {
namespace {

Bf16* Bits(const at::Tensor& x) { return reinterpret_cast<Bf16*>(x.data_ptr<at::BFloat16>()); }

// Rows of all heads' matrices spread over ATen's threads.
template <typename F>
void ForRows(const at::Tensor& x, const F& f) {
  const int64_t columns = x.size(2);
  at::parallel_for(0, x.size(0) * x.size(1), 256, [&](int64_t begin, int64_t end) {
    f(begin * columns, static_cast<size_t>(end - begin), static_cast<size_t>(columns));
  });
}

}  // namespace

at::Tensor ByHead(const at::Tensor& rows, int64_t parts, int64_t heads) {
  return rows.view({rows.size(0), parts, heads, -1}).permute({1, 2, 0, 3}).contiguous();
}

void PutRows(const at::Tensor& by_head, at::Tensor to) {
  to.view({to.size(0), by_head.size(0), by_head.size(1), -1}).copy_(by_head.permute({2, 0, 1, 3}));
}

void SoftmaxScores(float scale, bool causal, const at::Tensor& x) {
  ForRows(x, [&](int64_t at, size_t rows, size_t columns) {
    const size_t first = static_cast<size_t>(at) / columns;
    const auto softmax = [&](auto* numbers) {
      causal ? SoftmaxCausalRows(first, rows, columns, scale, numbers)
             : SoftmaxRows(rows, columns, scale, numbers);
    };
    x.scalar_type() == at::kFloat ? softmax(x.data_ptr<float>() + at) : softmax(Bits(x) + at);
  });
}

void SoftmaxScoresBackward(float scale, const at::Tensor& p, const at::Tensor& d) {
  ForRows(d, [&](int64_t at, size_t rows, size_t columns) {
    if (d.scalar_type() == at::kFloat) {
      SoftmaxRowsBackward(rows, columns, scale, p.data_ptr<float>() + at, d.data_ptr<float>() + at);
    } else {
      SoftmaxRowsBackward(rows, columns, scale, Bits(p) + at, Bits(d) + at);
    }
  });
}

}  // namespace redquill::train
