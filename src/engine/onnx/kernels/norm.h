// Included by each kernels_*.cc, inside the rules of simd.h.

namespace redquill::engine::onnx::RQ_ISA {

/// One row. The width may be any; what does not fill a vector is summed one by one behind it.
inline void NormaliseRow(const NormArguments& in, int64_t row) {
  const int64_t n = in.width, whole = n / Vec::kLanes * Vec::kLanes;
  const float* x = in.x + row * n;
  const float* skip = in.skip + row * n;
  float* out = in.output + row * n;
  float* sum_row = in.sum ? in.sum + row * n : out;  // Where the sum is kept meanwhile.
  Vec total = Vec::Zero();
  for (int64_t i = 0; i < whole; i += Vec::kLanes) {
    Vec s = Vec::Load(x + i) + Vec::Load(skip + i);
    if (in.bias) s = s + Vec::Load(in.bias + i);
    s.Store(sum_row + i);
    total = total + s;
  }
  float mean = total.Sum();
  for (int64_t i = whole; i < n; ++i) {
    sum_row[i] = x[i] + skip[i] + (in.bias ? in.bias[i] : 0);
    mean += sum_row[i];
  }
  mean = in.beta ? mean / static_cast<float>(n) : 0;
  const Vec middle = Vec::Set(mean);
  Vec squares = Vec::Zero();
  for (int64_t i = 0; i < whole; i += Vec::kLanes) {
    const Vec d = Vec::Load(sum_row + i) - middle;
    squares = Vec::Fma(d, d, squares);
  }
  float variance = squares.Sum();
  for (int64_t i = whole; i < n; ++i) variance += (sum_row[i] - mean) * (sum_row[i] - mean);
  const float scale = 1 / std::sqrt(variance / static_cast<float>(n) + in.epsilon);
  const Vec scales = Vec::Set(scale);
  for (int64_t i = 0; i < whole; i += Vec::kLanes) {
    const Vec d = (Vec::Load(sum_row + i) - middle) * scales * Vec::Load(in.gamma + i);
    (in.beta ? d + Vec::Load(in.beta + i) : d).Store(out + i);
  }
  for (int64_t i = whole; i < n; ++i) {
    out[i] = (sum_row[i] - mean) * scale * in.gamma[i] + (in.beta ? in.beta[i] : 0);
  }
}

inline void AddAndNormalise(const NormArguments& in, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; ++row) NormaliseRow(in, row);
}

}  // namespace redquill::engine::onnx::RQ_ISA
