#include "engine/gbdt/weights.h"

#include <cmath>
#include <optional>
#include <set>

#include "model/safetensors_writer.h"

namespace redquill::engine::gbdt {
namespace {

using model::DType;
using model::Shape;

std::string Prefix(const PartSpec& part) { return part.name.empty() ? "" : part.name + "."; }

int64_t Int(size_t n) { return static_cast<int64_t>(n); }

/// The tensors that a spec declares, one after another; the first fault stays.
class Reader {
 public:
  explicit Reader(const model::TensorSource& tensors) : tensors_(tensors) {}

  std::vector<float> Take(const std::string& name, const Shape& shape, DType dtype) {
    if (fault_) return {};
    taken_.insert(name);
    const model::TensorView* tensor = tensors_.Find(name);
    if (!tensor) return Faulty("tensor " + name + " is missing");
    if (tensor->dtype != dtype || tensor->shape != shape) {
      return Faulty("tensor " + name + " is " + std::string(NameOf(tensor->dtype)) + " " +
                    model::ToString(tensor->shape) + ", not " + std::string(NameOf(dtype)) + " " +
                    model::ToString(shape));
    }
    auto values = model::ToFloats(*tensor);
    for (const float value : values) {
      if (!std::isfinite(value)) return Faulty("tensor " + name + " holds a value not finite");
    }
    return values;
  }

  /// A tensor [kHeads, shape...], with the heads of one weight beside each other.
  std::vector<HeadPair> TakeHeads(const std::string& name, size_t count, const Shape& shape) {
    const auto values = Take(name, shape, DType::kF16);
    std::vector<HeadPair> pairs;
    if (values.size() != kHeads * count) return pairs;
    pairs.resize(count);
    for (size_t i = 0; i < count; ++i) pairs[i] = {values[i], values[count + i]};
    return pairs;
  }

  Result<void> Finish() {
    for (const auto& name : tensors_.Names()) {
      if (!fault_ && !taken_.contains(name)) Faulty("tensor " + name + " belongs to nothing");
    }
    if (fault_) return Fail(Code::kCorrupt, std::string(kWeightsFile) + ": " + *fault_);
    return {};
  }

 private:
  std::vector<float> Faulty(std::string what) {
    fault_ = std::move(what);
    return {};
  }

  const model::TensorSource& tensors_;
  std::set<std::string, std::less<>> taken_;
  std::optional<std::string> fault_;
};

HeadWeights ReadPart(const Spec& spec, const PartSpec& part, size_t prompts, size_t landmarks,
                     Reader* in) {
  const std::string prefix = Prefix(part);
  HeadWeights heads;
  const auto intercept = in->Take(prefix + "intercept", {Int(kHeads)}, DType::kF32);
  if (intercept.size() == kHeads) heads.intercept = {intercept[0], intercept[1]};
  for (const auto& name : part.blocks) {
    const size_t columns = spec.blocks[static_cast<size_t>(spec.BlockOf(name))].columns;
    heads.blocks.push_back(
        in->TakeHeads(prefix + "ngrams." + name, columns, {Int(kHeads), Int(columns)}));
  }
  for (const auto& folded : part.folded) {
    const size_t columns =
        spec.blocks[static_cast<size_t>(spec.BlockOf(folded.block))].columns / folded.fold;
    heads.folded.push_back(in->TakeHeads(prefix + "folded." + folded.block, prompts * columns,
                                         {Int(kHeads), Int(prompts), Int(columns)}));
  }
  heads.kernel = in->Take(prefix + "kernel", {Int(landmarks)}, DType::kF32);
  if (part.by_prompt) {
    heads.kernel_by_prompt =
        in->Take(prefix + "kernel_by_prompt", {Int(prompts), Int(landmarks)}, DType::kF32);
  }
  heads.centre = in->Take(prefix + "centre", {Int(part.blocks.size())}, DType::kF32);
  return heads;
}

std::vector<float> Flat(const std::vector<HeadPair>& pairs) {
  std::vector<float> flat(kHeads * pairs.size());
  for (size_t i = 0; i < pairs.size(); ++i) {
    for (size_t h = 0; h < kHeads; ++h) flat[h * pairs.size() + i] = pairs[i][h];
  }
  return flat;
}

void WritePart(const PartSpec& part, size_t prompts, const HeadWeights& heads,
               model::SafetensorsWriter* out) {
  const std::string prefix = Prefix(part);
  out->Add(prefix + "intercept", {Int(kHeads)}, DType::kF32, heads.intercept);
  for (size_t b = 0; b < part.blocks.size(); ++b) {
    out->Add(prefix + "ngrams." + part.blocks[b], {Int(kHeads), Int(heads.blocks[b].size())},
             DType::kF16, Flat(heads.blocks[b]));
  }
  for (size_t f = 0; f < part.folded.size(); ++f) {
    out->Add(prefix + "folded." + part.folded[f].block,
             {Int(kHeads), Int(prompts), Int(heads.folded[f].size() / prompts)}, DType::kF16,
             Flat(heads.folded[f]));
  }
  out->Add(prefix + "kernel", {Int(heads.kernel.size())}, DType::kF32, heads.kernel);
  if (part.by_prompt) {
    out->Add(prefix + "kernel_by_prompt", {Int(prompts), Int(heads.kernel.size())}, DType::kF32,
             heads.kernel_by_prompt);
  }
  out->Add(prefix + "centre", {Int(heads.centre.size())}, DType::kF32, heads.centre);
}

}  // namespace

Result<Weights> ReadWeights(const Spec& spec, size_t prompts, const model::TensorSource& tensors) {
  Reader in(tensors);
  Weights weights;
  const int64_t features = spec.features;
  weights.mean = in.Take("kernel.mean", {features}, DType::kF32);
  weights.scale = in.Take("kernel.scale", {features}, DType::kF32);
  const auto* landmarks = tensors.Find("kernel.landmarks");
  const size_t rows =
      landmarks && !landmarks->shape.empty() ? static_cast<size_t>(landmarks->shape[0]) : 0;
  weights.landmarks = in.Take("kernel.landmarks", {Int(rows), features}, DType::kF32);
  for (const auto& part : spec.parts) {
    weights.parts.push_back(ReadPart(spec, part, prompts, rows, &in));
  }
  if (!spec.topics.empty()) {
    const int64_t columns = spec.blocks[static_cast<size_t>(spec.BlockOf(spec.topics))].columns;
    weights.topics.weight = in.Take("topics.weight", {columns}, DType::kF32);
    weights.topics.centroids = in.Take("topics.centroids", {Int(prompts), columns}, DType::kF16);
    weights.topics.thresholds = in.Take("topics.thresholds", {Int(prompts)}, DType::kF32);
  }
  if (auto finished = in.Finish(); !finished) return Failure(finished.error());
  return weights;
}

std::string WriteWeights(const Spec& spec, size_t prompts, const Weights& weights) {
  model::SafetensorsWriter out;
  const int64_t features = spec.features;
  out.Add("kernel.mean", {features}, DType::kF32, weights.mean);
  out.Add("kernel.scale", {features}, DType::kF32, weights.scale);
  out.Add("kernel.landmarks", {Int(weights.landmarks.size() / spec.features), features},
          DType::kF32, weights.landmarks);
  for (size_t p = 0; p < spec.parts.size(); ++p) {
    WritePart(spec.parts[p], prompts, weights.parts[p], &out);
  }
  if (!spec.topics.empty()) {
    const auto& topics = weights.topics;
    const int64_t columns = Int(topics.weight.size());
    out.Add("topics.weight", {columns}, DType::kF32, topics.weight);
    out.Add("topics.centroids", {Int(prompts), columns}, DType::kF16, topics.centroids);
    out.Add("topics.thresholds", {Int(prompts)}, DType::kF32, topics.thresholds);
  }
  return std::move(out).Finish();
}

}  // namespace redquill::engine::gbdt
