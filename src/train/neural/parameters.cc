#include "train/neural/parameters.h"

#include <algorithm>

namespace redquill::train {
namespace {

model::Shape ShapeOf(const at::Tensor& tensor) {
  return {tensor.sizes().begin(), tensor.sizes().end()};
}

}  // namespace

Parameters Copy(const Parameters& from) {
  Parameters copy;
  for (const auto& [name, tensor] : from) copy[name] = tensor.detach().clone();
  return copy;
}

void Assign(const Parameters& from, Parameters* to) {
  const at::NoGradGuard no_grad;
  for (auto& [name, tensor] : *to) tensor.copy_(from.at(name));
}

Result<void> Load(const model::TensorSource& source, const std::string& prefix, Parameters* to) {
  const at::NoGradGuard no_grad;
  for (auto& [name, tensor] : *to) {
    const model::TensorView* view = source.Find(prefix + name);
    if (view == nullptr || view->shape != ShapeOf(tensor)) {
      return Fail(Code::kCorrupt, "the tensor " + prefix + name + " is missing or is no " +
                                      model::ToString(ShapeOf(tensor)));
    }
    const std::vector<float> values = model::ToFloats(*view);
    std::copy(values.begin(), values.end(), tensor.data_ptr<float>());
  }
  return {};
}

bool LoadIfWhole(const model::TensorSource& source, const std::string& prefix, Parameters* to) {
  const bool whole = std::all_of(to->begin(), to->end(), [&](const auto& one) {
    const model::TensorView* view = source.Find(prefix + one.first);
    return view != nullptr && view->shape == ShapeOf(one.second);
  });
  return whole && Load(source, prefix, to).has_value();
}

void Save(const Parameters& from, const std::string& prefix, model::SafetensorsWriter* writer) {
  for (const auto& [name, tensor] : from) {
    writer->Add(prefix + name, ShapeOf(tensor), model::DType::kF32,
                {tensor.data_ptr<float>(), static_cast<size_t>(tensor.numel())});
  }
}

ParameterSource::ParameterSource(const Parameters& parameters) {
  for (const auto& [name, tensor] : parameters) {
    const at::Tensor& kept = kept_[name] = tensor.detach().contiguous();
    views_[name] = {
        model::DType::kF32, ShapeOf(kept),
        std::as_bytes(std::span(kept.data_ptr<float>(), static_cast<size_t>(kept.numel())))};
  }
}

const model::TensorView* ParameterSource::Find(std::string_view name) const {
  const auto found = views_.find(name);
  return found == views_.end() ? nullptr : &found->second;
}

std::vector<std::string> ParameterSource::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, view] : views_) names.push_back(name);
  return names;
}

}  // namespace redquill::train
