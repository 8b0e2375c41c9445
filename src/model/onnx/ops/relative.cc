// The parts of disentangled attention that are computed once, while the model is written.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "model/onnx/ops/disentangled.h"

namespace redquill::model::onnx {

int64_t DistanceBucket(const hf::Disentangled& d, int64_t distance) {
  const int64_t middle = d.buckets / 2, length = std::abs(distance);
  if (d.buckets == 0 || length <= middle) return distance;
  const float middle_f = static_cast<float>(middle);
  const float share = std::log(static_cast<float>(length) / middle_f) /
                      std::log(static_cast<float>(static_cast<double>(d.max_distance - 1) /
                                                  static_cast<double>(middle)));
  const int64_t bucket =
      static_cast<int64_t>(std::ceil(share * static_cast<float>(middle - 1)) + middle_f);
  return distance < 0 ? -bucket : bucket;
}

std::vector<int32_t> RelativeRows(const hf::Disentangled& d, int64_t length) {
  std::vector<int32_t> rows;
  for (int64_t distance = 1 - length; distance < length; ++distance) {
    rows.push_back(static_cast<int32_t>(
        std::clamp<int64_t>(DistanceBucket(d, distance) + d.span(), 0, 2 * d.span() - 1)));
  }
  return rows;
}

std::vector<float> Apply(const std::vector<float>& x, int64_t rows, const Linear& layer) {
  if (x.empty() || layer.weight.empty()) return {};
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  std::vector<float> y(static_cast<size_t>(rows * layer.out));
  Eigen::Map<Matrix> result(y.data(), rows, layer.out);
  result.noalias() = Eigen::Map<const Matrix>(x.data(), rows, layer.in) *
                     Eigen::Map<const Matrix>(layer.weight.data(), layer.in, layer.out);
  if (!layer.bias.empty()) {
    result.rowwise() += Eigen::Map<const Eigen::RowVectorXf>(layer.bias.data(), layer.out);
  }
  return y;
}

std::vector<float> ApplyNorm(std::vector<float> x, int64_t width, const Norm& norm) {
  if (norm.gamma.empty() || norm.beta.empty()) return x;
  const size_t w = static_cast<size_t>(width);
  for (size_t begin = 0; begin + w <= x.size(); begin += w) {
    double mean = 0, variance = 0;
    for (size_t i = 0; i < w; ++i) mean += x[begin + i];
    mean /= static_cast<double>(w);
    for (size_t i = 0; i < w; ++i) variance += (x[begin + i] - mean) * (x[begin + i] - mean);
    const double scale = 1 / std::sqrt(variance / static_cast<double>(w) + norm.epsilon);
    for (size_t i = 0; i < w; ++i) {
      x[begin + i] =
          static_cast<float>((x[begin + i] - mean) * scale) * norm.gamma[i] + norm.beta[i];
    }
  }
  return x;
}

}  // namespace redquill::model::onnx
