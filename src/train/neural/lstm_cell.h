#ifndef REDQUILL_TRAIN_NEURAL_LSTM_CELL_H_
#define REDQUILL_TRAIN_NEURAL_LSTM_CELL_H_

#include <cstddef>

namespace redquill::train {

/// One time step of an LSTM without peepholes (Hochreiter and Schmidhuber 1997; Gers et al. 2000),
/// for `rows` essays side by side; all matrices row-major. What is between the matrix products: the
/// gates i, f, g, o stand in this order, `hidden` numbers each, as PyTorch has them.
///
/// `gates` [rows, 4 hidden] holds the sums before the functions and afterwards their results;
/// `before` [rows, hidden] is the cell state of the step before. Writes the new cell state and
/// h = o tanh(c), both [rows, hidden].
void LstmStep(size_t rows, size_t hidden, float* gates, const float* before, float* cell, float* h);

/// The same step backwards. `gates`, `before` and `cell` are as LstmStep left them; `dh` is the
/// loss's gradient by h, and `dcell` by the new cell state from later steps, which is replaced by
/// the gradient by `before`. `gates` is replaced by the gradient by the sums before the functions.
void LstmStepBackward(size_t rows, size_t hidden, float* gates, const float* before,
                      const float* cell, const float* dh, float* dcell);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_LSTM_CELL_H_
