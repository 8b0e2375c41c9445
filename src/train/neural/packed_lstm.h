#ifndef REDQUILL_TRAIN_NEURAL_PACKED_LSTM_H_
#define REDQUILL_TRAIN_NEURAL_PACKED_LSTM_H_

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace redquill::train {

/// How many essays are still going on at each time step: essays ordered from the longest to the
/// shortest, so that it never rises. Rows of packed data stand in the order of time, within a step
/// in the order of the essays, without padding.
using StepSizes = std::vector<int64_t>;

enum class Direction { kForward, kBackward };

/// An LSTM layer in one direction over packed rows [rows, in]; gives h, [rows, hidden]. Weights as
/// PyTorch's torch.nn.LSTM has them: `input` [4 hidden, in], `recurrent` [4 hidden, hidden], `bias`
/// [4 hidden] (the sum of its two), gates in the order i, f, g, o. Both states begin at zero.
///
/// ATen's own, differentiated on the CPU, writes a whole gradient of the input a time step: it
/// takes hundreds of times longer at 350 steps. This one does one matrix product a step each way,
/// and those that need no order once for all rows.
at::Tensor PackedLstm(const at::Tensor& rows, const StepSizes& steps, const at::Tensor& input,
                      const at::Tensor& recurrent, const at::Tensor& bias, Direction direction);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_PACKED_LSTM_H_
