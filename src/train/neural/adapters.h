#ifndef REDQUILL_TRAIN_NEURAL_ADAPTERS_H_
#define REDQUILL_TRAIN_NEURAL_ADAPTERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "train/neural/parameters.h"

namespace redquill::train {

/// Low-rank adapters (LoRA; Hu et al. 2022): a linear layer's weights W stay as they are, and what
/// learns beside them is B A, A [rank, in] and B [out, rank]: x W^T + (alpha / rank) x A^T B^T.
struct AdapterOptions {
  int64_t rank = 0;  ///< 0: none.
  double alpha = 16;

  double scale() const { return rank > 0 ? alpha / static_cast<double>(rank) : 0; }
};

/// A linear layer among a body's tensors.
struct LinearShape {
  std::string name;  ///< Of its weights, without ".weight".
  int64_t in = 0, out = 0;
  bool transposed = false;  ///< The weights are [in, out], as GPT-2's; else [out, in].
};

/// The names of a layer's A and B, those that PEFT gives them.
std::string AdapterA(const std::string& linear);
std::string AdapterB(const std::string& linear);
bool IsAdapter(std::string_view name);

/// Adds A and B of each layer: A drawn from a uniform distribution within 1 / sqrt(in) by ATen's
/// generator, B zeros, so that nothing changes before the first step.
void AddAdapters(const AdapterOptions& options, const std::vector<LinearShape>& linears,
                 Parameters* parameters);

/// The same function without adapters: (alpha / rank) B A is in the weights. Shares the memory of
/// what has none.
Parameters Merged(const AdapterOptions& options, const std::vector<LinearShape>& linears,
                  const Parameters& parameters);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_ADAPTERS_H_
