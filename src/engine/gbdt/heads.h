#ifndef REDQUILL_ENGINE_GBDT_HEADS_H_
#define REDQUILL_ENGINE_GBDT_HEADS_H_

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "engine/engine.h"
#include "engine/gbdt/spec.h"
#include "engine/gbdt/weights.h"

namespace redquill::engine::gbdt {

/// Adds `fold` neighbouring columns to one, then brings the vector back to length 1 (one without
/// values stays so).
SparseVector Fold(const SparseVector& vector, uint32_t fold);

/// The two ridge heads of a part. Const after it is made; safe from many threads.
class Heads {
 public:
  /// `weights` fits `spec` and the part (ReadWeights sees to that).
  Heads(const Spec& spec, const PartSpec& part, HeadWeights weights);

  /// What an essay gives: the two values, and what each of the part's blocks adds to head 1.
  struct Values {
    std::array<double, kHeads> head{};
    std::vector<double> blocks;
    double kernel = 0;
  };

  /// `ngrams` is indexed as Spec::blocks, `kernel` as the kernel's landmarks; `prompt` is used
  /// where the part goes by prompt.
  Values Run(std::span<const SparseVector> ngrams, std::span<const float> kernel, int prompt) const;

  /// The kernel's weights in head 1 for a prompt, summed; for explanations.
  std::vector<double> KernelWeights(int prompt) const;

  const std::vector<float>& centre() const { return weights_.centre; }
  /// Indices into Spec::blocks of the part's blocks.
  const std::vector<size_t>& blocks() const { return blocks_; }

 private:
  struct Folded {
    size_t block;    ///< Index into Spec::blocks.
    size_t ours;     ///< Index into blocks_ that its effect is told under.
    size_t columns;  ///< After folding.
    uint32_t fold;
  };

  std::vector<size_t> blocks_;
  std::vector<Folded> folded_;
  HeadWeights weights_;
};

}  // namespace redquill::engine::gbdt

#endif  // REDQUILL_ENGINE_GBDT_HEADS_H_
