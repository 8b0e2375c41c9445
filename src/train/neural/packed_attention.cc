#include "train/neural/packed_attention.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

#include "train/neural/softmax_rows.h"

namespace redquill::train {
namespace {

Bf16* Bits(const at::Tensor& x) { return reinterpret_cast<Bf16*>(x.data_ptr<at::BFloat16>()); }

// Rows of all heads' matrices, [heads, length, length], spread over ATen's threads.
template <typename F>
void ForRows(const at::Tensor& x, const F& f) {
  const int64_t columns = x.size(2);
  at::parallel_for(0, x.size(0) * x.size(1), 256, [&](int64_t begin, int64_t end) {
    f(begin * columns, static_cast<size_t>(end - begin), static_cast<size_t>(columns));
  });
}

void Softmax(float scale, bool causal, const at::Tensor& x) {
  ForRows(x, [&](int64_t at, size_t rows, size_t columns) {
    const size_t first = static_cast<size_t>(at) / columns;
    const auto softmax = [&](auto* numbers) {
      causal ? SoftmaxCausalRows(first, rows, columns, scale, numbers)
             : SoftmaxRows(rows, columns, scale, numbers);
    };
    x.scalar_type() == at::kFloat ? softmax(x.data_ptr<float>() + at) : softmax(Bits(x) + at);
  });
}

void SoftmaxBackward(float scale, const at::Tensor& p, const at::Tensor& d) {
  ForRows(d, [&](int64_t at, size_t rows, size_t columns) {
    if (d.scalar_type() == at::kFloat) {
      SoftmaxRowsBackward(rows, columns, scale, p.data_ptr<float>() + at, d.data_ptr<float>() + at);
    } else {
      SoftmaxRowsBackward(rows, columns, scale, Bits(p) + at, Bits(d) + at);
    }
  });
}

// [length, parts * heads * width] to [parts, heads, length, width].
at::Tensor ByHead(const at::Tensor& rows, int64_t parts, int64_t heads) {
  return rows.view({rows.size(0), parts, heads, -1}).permute({1, 2, 0, 3}).contiguous();
}

// And back, into `to`.
void PutRows(const at::Tensor& by_head, at::Tensor to) {
  to.view({to.size(0), by_head.size(0), by_head.size(1), -1}).copy_(by_head.permute({2, 0, 1, 3}));
}

float ScaleOf(int64_t width, int64_t heads, double scale) {
  return static_cast<float>(scale / std::sqrt(static_cast<double>(width / heads)));
}

class AttentionFunction : public torch::autograd::Function<AttentionFunction> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& qkv,
                            const EssayLengths& lengths, int64_t heads, bool causal, double scale) {
    const at::NoGradGuard no_grad;
    const int64_t width = qkv.size(1) / 3;
    at::Tensor out = at::empty({qkv.size(0), width}, qkv.options());
    torch::autograd::variable_list saved = {qkv};
    int64_t row = 0;
    for (const int64_t length : lengths) {
      const at::Tensor by_head = ByHead(qkv.narrow(0, row, length), 3, heads);
      const at::Tensor p = at::bmm(by_head[0], by_head[1].transpose(1, 2));
      Softmax(ScaleOf(width, heads, scale), causal, p);
      PutRows(at::bmm(p, by_head[2]).unsqueeze(0), out.narrow(0, row, length));
      if (qkv.requires_grad()) saved.push_back(p);
      row += length;
    }
    context->save_for_backward(saved);
    context->saved_data["lengths"] = lengths;
    context->saved_data["heads"] = heads;
    context->saved_data["scale"] = scale;
    return out;
  }

  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               torch::autograd::tensor_list gradients) {
    const at::NoGradGuard no_grad;
    const auto saved = context->get_saved_variables();
    const at::Tensor &qkv = saved[0], out = gradients[0].contiguous();
    const int64_t heads = context->saved_data["heads"].toInt();
    const float scale = ScaleOf(out.size(1), heads, context->saved_data["scale"].toDouble());
    at::Tensor d = at::empty_like(qkv);
    int64_t row = 0;
    size_t essay = 0;
    for (const int64_t length : context->saved_data["lengths"].toIntVector()) {
      const at::Tensor by_head = ByHead(qkv.narrow(0, row, length), 3, heads);
      const at::Tensor dout = ByHead(out.narrow(0, row, length), 1, heads)[0];
      const at::Tensor& p = saved[++essay];
      const at::Tensor ds = at::bmm(dout, by_head[2].transpose(1, 2));
      // Where a causal row sees nothing, p is 0 and so is what comes of it.
      SoftmaxBackward(scale, p, ds);
      PutRows(at::stack({at::bmm(ds, by_head[1]), at::bmm(ds.transpose(1, 2), by_head[0]),
                         at::bmm(p.transpose(1, 2), dout)}),
              d.narrow(0, row, length));
      row += length;
    }
    return {d, {}, {}, {}, {}};
  }
};

}  // namespace

at::Tensor PackedAttention(const at::Tensor& qkv, const EssayLengths& lengths,
                           const AttentionShape& shape) {
  return AttentionFunction::apply(qkv, lengths, shape.heads, shape.causal, shape.scale);
}

}  // namespace redquill::train
