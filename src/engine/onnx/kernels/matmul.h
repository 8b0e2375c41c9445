// Included by attention.h, inside the rules of simd.h.

namespace redquill::engine::onnx::RQ_ISA {

/// One tile: c[r][n] = sum over k of a[r][k] * b[k][n], kRows x kColumns vectors in registers.
template <int kRows, int kColumns>
inline void Tile(const float* a, int64_t a_stride, const float* b, int64_t b_stride, int64_t depth,
                 float* c, int64_t c_stride) {
  Vec sum[kRows][kColumns];
  for (int r = 0; r < kRows; ++r) {
    for (int n = 0; n < kColumns; ++n) sum[r][n] = Vec::Zero();
  }
  for (int64_t k = 0; k < depth; ++k) {
    Vec right[kColumns];
    for (int n = 0; n < kColumns; ++n) right[n] = Vec::Load(b + k * b_stride + n * Vec::kLanes);
    for (int r = 0; r < kRows; ++r) {
      const Vec left = Vec::Set(a[r * a_stride + k]);
      for (int n = 0; n < kColumns; ++n) sum[r][n] = Vec::Fma(left, right[n], sum[r][n]);
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int n = 0; n < kColumns; ++n) sum[r][n].Store(c + r * c_stride + n * Vec::kLanes);
  }
}

template <int kColumns>
inline void Rows(const float* a, int64_t a_stride, const float* b, int64_t b_stride, int64_t rows,
                 int64_t depth, float* c, int64_t c_stride) {
  int64_t r = 0;
  for (; r + Vec::kRows <= rows; r += Vec::kRows) {
    Tile<Vec::kRows, kColumns>(a + r * a_stride, a_stride, b, b_stride, depth, c + r * c_stride,
                               c_stride);
  }
  for (; r + 2 <= rows; r += 2) {
    Tile<2, kColumns>(a + r * a_stride, a_stride, b, b_stride, depth, c + r * c_stride, c_stride);
  }
  for (; r < rows; ++r) {
    Tile<1, kColumns>(a + r * a_stride, a_stride, b, b_stride, depth, c + r * c_stride, c_stride);
  }
}

/// c [rows, columns] = a [rows, depth] b [depth, columns]; columns is a multiple of the vector's
/// width. The order of every sum is that of k, whatever the tiles.
inline void MatMul(const float* a, int64_t a_stride, const float* b, int64_t b_stride, int64_t rows,
                   int64_t depth, int64_t columns, float* c, int64_t c_stride) {
  constexpr int64_t kWide = Vec::kColumns * Vec::kLanes;
  int64_t n = 0;
  for (; n + kWide <= columns; n += kWide) {
    Rows<Vec::kColumns>(a, a_stride, b + n, b_stride, rows, depth, c + n, c_stride);
  }
  for (; n < columns; n += Vec::kLanes) {
    Rows<1>(a, a_stride, b + n, b_stride, rows, depth, c + n, c_stride);
  }
}

}  // namespace redquill::engine::onnx::RQ_ISA
