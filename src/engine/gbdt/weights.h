#ifndef REDQUILL_ENGINE_GBDT_WEIGHTS_H_
#define REDQUILL_ENGINE_GBDT_WEIGHTS_H_

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/gbdt/spec.h"
#include "model/tensor.h"

namespace redquill::engine::gbdt {

/// Head 0 reads n-grams alone, head 1 n-grams and the kernel.
inline constexpr size_t kHeads = 2;
using HeadPair = std::array<float, kHeads>;

/// The two ridge heads of a part. Everything is indexed as the part's spec lists it.
struct HeadWeights {
  HeadPair intercept{};
  std::vector<std::vector<HeadPair>> blocks;  ///< [block][column]
  std::vector<std::vector<HeadPair>> folded;  ///< [folded][prompt * columns + column]
  std::vector<float> kernel;                  ///< [landmark], of head 1
  std::vector<float> kernel_by_prompt;        ///< [prompt * landmarks + landmark]; may be empty
  /// Mean over the training essays of what each block gave head 1, folded ones counted with their
  /// block: explanations are told against it.
  std::vector<float> centre;
};

/// How prompts are recognised: see topics.h.
struct TopicWeights {
  std::vector<float> weight;      ///< [column]
  std::vector<float> centroids;   ///< [prompt * columns + column], rows of length 1
  std::vector<float> thresholds;  ///< [prompt]
};

/// What the weights file holds.
struct Weights {
  std::vector<float> mean, scale, landmarks;  ///< See kernel.h.
  std::vector<HeadWeights> parts;             ///< As Spec::parts.
  TopicWeights topics;                        ///< Empty without topics.
};

/// Reads the weights that `spec` declares. kCorrupt names the first tensor that is missing, has
/// another shape or type, or holds a value that is not finite; and one that nothing declares.
Result<Weights> ReadWeights(const Spec& spec, size_t prompts, const model::TensorSource& tensors);

/// The bytes of the weights file: safetensors, one form. N-gram weights and centroids are rounded
/// to half precision, so ReadWeights gives back other bits than went in once, and the same from
/// then on.
std::string WriteWeights(const Spec& spec, size_t prompts, const Weights& weights);

}  // namespace redquill::engine::gbdt

#endif  // REDQUILL_ENGINE_GBDT_WEIGHTS_H_
