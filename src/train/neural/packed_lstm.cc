#include "train/neural/packed_lstm.h"

#include <torch/csrc/autograd/custom_function.h>

#include "train/neural/lstm_cell.h"

namespace redquill::train {
namespace {

// One step's place in the packed rows, in the order of computation.
struct Step {
  int64_t row = 0, size = 0;
  int64_t before_row = 0;   // Where the step computed before stands.
  int64_t before_size = 0;  // How many of this step's essays that one had.
};

std::vector<Step> StepsOf(const StepSizes& sizes, Direction direction) {
  std::vector<Step> steps;
  int64_t row = 0;
  for (const int64_t size : sizes) {
    steps.push_back({row, size, 0, 0});
    row += size;
  }
  if (direction == Direction::kBackward) std::reverse(steps.begin(), steps.end());
  for (size_t s = 1; s < steps.size(); ++s) {
    steps[s].before_row = steps[s - 1].row;
    steps[s].before_size = std::min(steps[s].size, steps[s - 1].size);
  }
  return steps;
}

// Fills `buffer` [size, hidden] with the rows of `all` that stand before a step; zeros where an
// essay begins with it.
const float* Before(const at::Tensor& all, const Step& step, std::vector<float>* buffer) {
  const int64_t hidden = all.size(1);
  const float* from = all.data_ptr<float>() + step.before_row * hidden;
  if (step.before_size == step.size) return from;
  std::copy_n(from, step.before_size * hidden, buffer->begin());
  std::fill(buffer->begin() + step.before_size * hidden, buffer->begin() + step.size * hidden,
            0.0f);
  return buffer->data();
}

class LstmFunction : public torch::autograd::Function<LstmFunction> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& rows,
                            const at::Tensor& input, const at::Tensor& recurrent,
                            const at::Tensor& bias, const StepSizes& sizes, bool backward) {
    const at::NoGradGuard no_grad;
    const int64_t hidden = recurrent.size(1);
    const auto steps = StepsOf(sizes, backward ? Direction::kBackward : Direction::kForward);
    at::Tensor gates = at::addmm(bias, rows, input.t());
    at::Tensor cell = at::empty({rows.size(0), hidden}, rows.options());
    at::Tensor h = at::empty_like(cell);
    const at::Tensor turned = recurrent.t();
    std::vector<float> buffer(static_cast<size_t>(sizes.front() * hidden));
    for (const Step& step : steps) {
      if (step.before_size > 0) {
        gates.narrow(0, step.row, step.before_size)
            .addmm_(h.narrow(0, step.before_row, step.before_size), turned);
      }
      LstmStep(static_cast<size_t>(step.size), static_cast<size_t>(hidden),
               gates.data_ptr<float>() + step.row * 4 * hidden, Before(cell, step, &buffer),
               cell.data_ptr<float>() + step.row * hidden, h.data_ptr<float>() + step.row * hidden);
    }
    context->save_for_backward({rows, input, recurrent, gates, cell, h});
    context->saved_data["sizes"] = sizes;
    context->saved_data["backward"] = backward;
    return h;
  }

  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               torch::autograd::tensor_list gradients) {
    const at::NoGradGuard no_grad;
    const auto saved = context->get_saved_variables();
    const at::Tensor &rows = saved[0], &input = saved[1], &recurrent = saved[2], &cell = saved[4],
                     &h = saved[5];
    const int64_t hidden = recurrent.size(1);
    const auto sizes = context->saved_data["sizes"].toIntVector();
    const auto steps =
        StepsOf(sizes, context->saved_data["backward"].toBool() ? Direction::kBackward
                                                                : Direction::kForward);
    at::Tensor dh = gradients[0].contiguous().clone();
    at::Tensor gates = saved[3].clone();
    at::Tensor before = at::zeros_like(h);
    std::vector<float> buffer(static_cast<size_t>(sizes.front() * hidden));
    std::vector<float> dcell(buffer.size(), 0.0f);
    for (size_t s = steps.size(); s-- > 0;) {
      const Step& step = steps[s];
      // An essay whose last step this is has no gradient from later ones.
      const int64_t went_on = s + 1 < steps.size() ? steps[s + 1].before_size : 0;
      std::fill(dcell.begin() + went_on * hidden, dcell.begin() + step.size * hidden, 0.0f);
      LstmStepBackward(static_cast<size_t>(step.size), static_cast<size_t>(hidden),
                       gates.data_ptr<float>() + step.row * 4 * hidden, Before(cell, step, &buffer),
                       cell.data_ptr<float>() + step.row * hidden,
                       dh.data_ptr<float>() + step.row * hidden, dcell.data());
      if (step.before_size == 0) continue;
      dh.narrow(0, step.before_row, step.before_size)
          .addmm_(gates.narrow(0, step.row, step.before_size), recurrent);
      before.narrow(0, step.row, step.before_size)
          .copy_(h.narrow(0, step.before_row, step.before_size));
    }
    const at::Tensor turned = gates.t();
    return {gates.mm(input), turned.mm(rows), turned.mm(before), gates.sum(0), {}, {}};
  }
};

}  // namespace

at::Tensor PackedLstm(const at::Tensor& rows, const StepSizes& steps, const at::Tensor& input,
                      const at::Tensor& recurrent, const at::Tensor& bias, Direction direction) {
  return LstmFunction::apply(rows, input, recurrent, bias, steps,
                             direction == Direction::kBackward);
}

}  // namespace redquill::train
