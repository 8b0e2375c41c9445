#include "train/neural/lstm_cell.h"

#include <algorithm>

#include "base/isa_clones.h"

namespace redquill::train {
namespace {

// A quotient of polynomials, at most 4e-7 off (the one Eigen uses); beyond 7.9 tanh is 1 in floats.
[[gnu::always_inline]] inline float Tanh(float value) {
  const float x = std::min(7.90531110763549805f, std::max(-7.90531110763549805f, value));
  const float s = x * x;
  float p = -2.76076847742355e-16f;
  p = p * s + 2.00018790482477e-13f;
  p = p * s + -8.60467152213735e-11f;
  p = p * s + 5.12229709037114e-08f;
  p = p * s + 1.48572235717979e-05f;
  p = p * s + 6.37261928875436e-04f;
  p = p * s + 4.89352455891786e-03f;
  float q = 1.19825839466702e-06f;
  q = q * s + 1.18534705686654e-04f;
  q = q * s + 2.26843463243900e-03f;
  q = q * s + 4.89352518554385e-03f;
  return x * p / q;
}

[[gnu::always_inline]] inline float Sigmoid(float x) { return 0.5f + 0.5f * Tanh(0.5f * x); }

}  // namespace

REDQUILL_CLONES void LstmStep(size_t rows, size_t hidden, float* gates, const float* before,
                              float* cell, float* h) {
  for (size_t r = 0; r < rows; ++r) {
    float* __restrict gate = gates + r * 4 * hidden;
    const float* __restrict c0 = before + r * hidden;
    float* __restrict c1 = cell + r * hidden;
    float* __restrict out = h + r * hidden;
    for (size_t j = 0; j < hidden; ++j) {
      const float i = Sigmoid(gate[j]), f = Sigmoid(gate[hidden + j]);
      const float g = Tanh(gate[2 * hidden + j]), o = Sigmoid(gate[3 * hidden + j]);
      const float c = f * c0[j] + i * g;
      gate[j] = i;
      gate[hidden + j] = f;
      gate[2 * hidden + j] = g;
      gate[3 * hidden + j] = o;
      c1[j] = c;
      out[j] = o * Tanh(c);
    }
  }
}

REDQUILL_CLONES void LstmStepBackward(size_t rows, size_t hidden, float* gates, const float* before,
                                      const float* cell, const float* dh, float* dcell) {
  for (size_t r = 0; r < rows; ++r) {
    float* __restrict gate = gates + r * 4 * hidden;
    const float* __restrict c0 = before + r * hidden;
    const float* __restrict c1 = cell + r * hidden;
    const float* __restrict d = dh + r * hidden;
    float* __restrict dc = dcell + r * hidden;
    for (size_t j = 0; j < hidden; ++j) {
      const float i = gate[j], f = gate[hidden + j], g = gate[2 * hidden + j];
      const float o = gate[3 * hidden + j], t = Tanh(c1[j]);
      const float by_cell = dc[j] + d[j] * o * (1 - t * t);
      gate[j] = by_cell * g * i * (1 - i);
      gate[hidden + j] = by_cell * c0[j] * f * (1 - f);
      gate[2 * hidden + j] = by_cell * i * (1 - g * g);
      gate[3 * hidden + j] = d[j] * t * o * (1 - o);
      dc[j] = by_cell * f;
    }
  }
}

}  // namespace redquill::train
