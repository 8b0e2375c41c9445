#include "train/neural/adapters.h"

#include <cmath>

namespace redquill::train {

std::string AdapterA(const std::string& linear) { return linear + ".lora_A.weight"; }
std::string AdapterB(const std::string& linear) { return linear + ".lora_B.weight"; }

bool IsAdapter(std::string_view name) { return name.find(".lora_") != name.npos; }

void AddAdapters(const AdapterOptions& options, const std::vector<LinearShape>& linears,
                 Parameters* parameters) {
  for (const LinearShape& linear : linears) {
    const double within = 1 / std::sqrt(static_cast<double>(linear.in));
    (*parameters)[AdapterA(linear.name)] =
        at::empty({options.rank, linear.in}).uniform_(-within, within);
    (*parameters)[AdapterB(linear.name)] = at::zeros({linear.out, options.rank});
  }
}

Parameters Merged(const AdapterOptions& options, const std::vector<LinearShape>& linears,
                  const Parameters& parameters) {
  const at::NoGradGuard no_grad;
  Parameters merged;
  for (const auto& [name, tensor] : parameters) {
    if (!IsAdapter(name)) merged[name] = tensor;
  }
  for (const LinearShape& linear : linears) {
    const auto a = parameters.find(AdapterA(linear.name));
    if (a == parameters.end()) continue;
    const at::Tensor product =
        at::matmul(parameters.at(AdapterB(linear.name)), a->second).mul(options.scale());
    at::Tensor& weight = merged.at(linear.name + ".weight");
    weight = (weight + (linear.transposed ? product.t() : product)).contiguous();
  }
  return merged;
}

}  // namespace redquill::train
