#include "train/neural/adamw.h"

#include <cmath>

namespace redquill::train {

AdamW::AdamW(Parameters* parameters, Options options) : options_(std::move(options)) {
  for (auto& [name, tensor] : *parameters) {
    const bool learns = options_.rate_of(name) > 0;
    tensor.set_requires_grad(learns);
    if (!learns) continue;
    learned_[name] = tensor;
    first_[name] = at::zeros_like(tensor.detach());
    second_[name] = at::zeros_like(tensor.detach());
  }
}

void AdamW::ClearGradients() {
  for (auto& [name, tensor] : learned_) tensor.mutable_grad() = at::Tensor();
}

double AdamW::ClipGradients(double most) {
  const at::NoGradGuard no_grad;
  double squares = 0;
  for (const auto& [name, tensor] : learned_) {
    if (!tensor.grad().defined()) continue;
    const double length = tensor.grad().norm().item<double>();
    squares += length * length;
  }
  const double length = std::sqrt(squares);
  if (length > most) {
    for (auto& [name, tensor] : learned_) {
      if (tensor.grad().defined()) tensor.mutable_grad().mul_(most / (length + 1e-6));
    }
  }
  return length;
}

void AdamW::Step(double learning_rate) {
  const at::NoGradGuard no_grad;
  ++steps_;
  const double correct1 = 1 - std::pow(options_.beta1, static_cast<double>(steps_));
  const double correct2 = 1 - std::pow(options_.beta2, static_cast<double>(steps_));
  for (auto& [name, tensor] : learned_) {
    const at::Tensor& gradient = tensor.grad();
    if (!gradient.defined()) continue;
    const double rate = learning_rate * options_.rate_of(name);
    if (tensor.dim() > 1) tensor.mul_(1 - rate * options_.weight_decay);
    at::Tensor &m = first_[name], &v = second_[name];
    m.mul_(options_.beta1).add_(gradient, 1 - options_.beta1);
    v.mul_(options_.beta2).addcmul_(gradient, gradient, 1 - options_.beta2);
    const at::Tensor spread = v.sqrt().div_(std::sqrt(correct2)).add_(options_.epsilon);
    tensor.addcdiv_(m, spread, -rate / correct1);
  }
}

}  // namespace redquill::train
