#include "train/neural/packed_attention.h"

#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

#include "train/neural/attention_parts.h"

namespace redquill::train {
namespace {

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
      SoftmaxScores(ScaleOf(width, heads, scale), causal, p);
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
      SoftmaxScoresBackward(scale, p, ds);
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
