#include "train/neural/disentangled_attention.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

#include "train/neural/attention_parts.h"
#include "train/neural/relative_scores.h"

namespace redquill::train {
namespace {

using torch::autograd::AutogradContext;

// The part of the relative embeddings that an essay of some length reaches.
struct Reached {
  Reached(const at::Tensor& rows, int64_t length) {
    const auto all = rows.accessor<int32_t, 1>();
    const int64_t reach = rows.size(0) / 2;
    first = all[reach + 1 - length];
    count = all[reach + length - 1] - first + 1;
    for (int64_t d = length - 1; d > -length; --d) {
      column.push_back(all[reach + d] - static_cast<int32_t>(first));
    }
  }
  // Of [heads, 2 span, size].
  at::Tensor Of(const at::Tensor& relative) const { return relative.narrow(1, first, count); }

  int64_t first = 0, count = 0;
  std::vector<int32_t> column;  // As DistanceColumns has them.
};

// The matrix of one head, null where there is none.
template <typename T>
T* Head(const at::Tensor& x, int64_t head) {
  return x.defined() ? static_cast<T*>(x.data_ptr()) + head * x.size(1) * x.size(2) : nullptr;
}

// f(head, columns) of all heads, spread over ATen's threads.
template <typename F>
void ForHeads(const at::Tensor& scores, const Reached& reached, const F& f) {
  const DistanceColumns at = {reached.column.data(), static_cast<size_t>(scores.size(1)),
                              static_cast<size_t>(reached.count)};
  at::parallel_for(0, scores.size(0), 1, [&](int64_t begin, int64_t end) {
    for (int64_t head = begin; head < end; ++head) f(head, at);
  });
}

void AddTerms(const Reached& reached, const at::Tensor& by_query, const at::Tensor& by_key,
              const at::Tensor& scores) {
  ForHeads(scores, reached, [&](int64_t head, const DistanceColumns& at) {
    const auto add = [&]<typename T>(T* to) {
      AddRelativeScores(at, Head<T>(by_query, head), Head<T>(by_key, head), to);
    };
    scores.scalar_type() == at::kFloat ? add(Head<float>(scores, head))
                                       : add(Head<Bf16>(scores, head));
  });
}

void AddGradients(const Reached& reached, const at::Tensor& scores, const at::Tensor& by_query,
                  const at::Tensor& by_key) {
  ForHeads(scores, reached, [&](int64_t head, const DistanceColumns& at) {
    const auto add = [&](const auto* from) {
      AddRelativeGradients(at, from, Head<float>(by_query, head), Head<float>(by_key, head));
    };
    scores.scalar_type() == at::kFloat ? add(Head<float>(scores, head))
                                       : add(Head<Bf16>(scores, head));
  });
}

// Keys and queries of the relative embeddings by head; undefined where there are none.
struct Relative {
  Relative(const at::Tensor& relative, int64_t heads, bool with_key, bool with_query) {
    const at::Tensor parts = ByHead(relative, with_key && with_query ? 2 : 1, heads);
    if (with_key) key = parts[0];
    if (with_query) query = parts[parts.size(0) - 1];
  }

  at::Tensor key, query;
};

float ScaleOf(const at::Tensor& by_head, bool with_key, bool with_query) {
  const int64_t terms = 1 + (with_key ? 1 : 0) + (with_query ? 1 : 0);
  return 1 / std::sqrt(static_cast<float>(terms * by_head.size(3)));
}

class DisentangledFunction : public torch::autograd::Function<DisentangledFunction> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& qkv,
                            const at::Tensor& relative, const EssayLengths& lengths, int64_t heads,
                            bool with_key, bool with_query, const at::Tensor& rows) {
    const at::NoGradGuard no_grad;
    const Relative by_row(relative, heads, with_key, with_query);
    at::Tensor out = at::empty({qkv.size(0), qkv.size(1) / 3}, qkv.options());
    torch::autograd::variable_list saved = {qkv, relative, rows};
    int64_t row = 0;
    for (const int64_t length : lengths) {
      const at::Tensor by_head = ByHead(qkv.narrow(0, row, length), 3, heads);
      const Reached reached(rows, length);
      const at::Tensor p = at::bmm(by_head[0], by_head[1].transpose(1, 2));
      at::Tensor by_query, by_key;
      if (with_key) by_query = at::bmm(by_head[0], reached.Of(by_row.key).transpose(1, 2));
      if (with_query) by_key = at::bmm(by_head[1], reached.Of(by_row.query).transpose(1, 2));
      AddTerms(reached, by_query, by_key, p);
      SoftmaxScores(ScaleOf(by_head, with_key, with_query), false, p);
      PutRows(at::bmm(p, by_head[2]).unsqueeze(0), out.narrow(0, row, length));
      if (qkv.requires_grad() || relative.requires_grad()) saved.push_back(p);
      row += length;
    }
    context->save_for_backward(saved);
    context->saved_data["lengths"] = lengths;
    context->saved_data["heads"] = heads;
    context->saved_data["with_key"] = with_key;
    context->saved_data["with_query"] = with_query;
    return out;
  }

  static torch::autograd::tensor_list backward(AutogradContext* context,
                                               torch::autograd::tensor_list gradients) {
    const at::NoGradGuard no_grad;
    const auto saved = context->get_saved_variables();
    const at::Tensor &qkv = saved[0], &relative = saved[1], out = gradients[0].contiguous();
    const int64_t heads = context->saved_data["heads"].toInt();
    const bool with_key = context->saved_data["with_key"].toBool(),
               with_query = context->saved_data["with_query"].toBool();
    const Relative by_row(relative, heads, with_key, with_query);
    // Summed over the essays, so in floats.
    const int64_t parts = with_key && with_query ? 2 : 1;
    at::Tensor d = at::empty_like(qkv),
               d_by_row = at::zeros({parts, heads, relative.size(0), qkv.size(1) / 3 / heads});
    int64_t row = 0;
    size_t essay = 2;
    for (const int64_t length : context->saved_data["lengths"].toIntVector()) {
      const at::Tensor by_head = ByHead(qkv.narrow(0, row, length), 3, heads);
      const at::Tensor dout = ByHead(out.narrow(0, row, length), 1, heads)[0];
      const Reached reached(saved[2], length);
      const at::Tensor& p = saved[++essay];
      const at::Tensor ds = at::bmm(dout, by_head[2].transpose(1, 2));
      SoftmaxScoresBackward(ScaleOf(by_head, with_key, with_query), p, ds);
      at::Tensor dq = at::bmm(ds, by_head[1]), dk = at::bmm(ds.transpose(1, 2), by_head[0]);
      at::Tensor by_query, by_key;
      if (with_key) by_query = at::zeros({heads, length, reached.count});
      if (with_query) by_key = at::zeros({heads, length, reached.count});
      AddGradients(reached, ds, by_query, by_key);
      // What a product of `content` and the rows hands on to both.
      const auto hand_on = [&](const at::Tensor& by_content, const at::Tensor& content,
                               const at::Tensor& rows, at::Tensor d_content, at::Tensor d_rows) {
        const at::Tensor dx = by_content.to(content.scalar_type());
        d_content.baddbmm_(dx, reached.Of(rows));
        reached.Of(d_rows).add_(at::bmm(dx.transpose(1, 2), content));
      };
      if (with_key) hand_on(by_query, by_head[0], by_row.key, dq, d_by_row[0]);
      if (with_query) hand_on(by_key, by_head[1], by_row.query, dk, d_by_row[parts - 1]);
      PutRows(at::stack({dq, dk, at::bmm(p.transpose(1, 2), dout)}), d.narrow(0, row, length));
      row += length;
    }
    at::Tensor d_relative = at::empty_like(relative);
    PutRows(d_by_row, d_relative);
    return {d, d_relative, {}, {}, {}, {}, {}};
  }
};

}  // namespace

at::Tensor DisentangledAttention(const at::Tensor& qkv, const at::Tensor& relative,
                                 const EssayLengths& lengths, const DisentangledShape& shape) {
  return DisentangledFunction::apply(qkv, relative, lengths, shape.heads, shape.content_to_position,
                                     shape.position_to_content, at::tensor(shape.rows, at::kInt));
}

}  // namespace redquill::train
