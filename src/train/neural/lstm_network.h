#ifndef REDQUILL_TRAIN_NEURAL_LSTM_NETWORK_H_
#define REDQUILL_TRAIN_NEURAL_LSTM_NETWORK_H_

#include <vector>

#include "model/onnx/lstm_writer.h"
#include "train/neural/network.h"

namespace redquill::train {

struct Dropout {
  double words = 0.1;    ///< Whole tokens become the unknown one.
  double inputs = 0.3;   ///< Numbers of the embeddings.
  double outputs = 0.3;  ///< Numbers of the pooled vector.
};

/// A bidirectional LSTM over word embeddings, pooled over time (Taghipour and Ng, "A neural
/// approach to automated essay scoring", EMNLP 2016, has the mean), with a linear head. Tensors as
/// model/onnx/lstm_writer.h names them.
class LstmNetwork final : public Network {
 public:
  /// Weights are drawn from `seed`; `embedding` [vocabulary * width] replaces the drawn embeddings
  /// where it is not empty.
  LstmNetwork(const model::onnx::LstmShape& shape, const Dropout& dropout, int32_t unknown,
              std::span<const float> embedding, uint64_t seed);

  Parameters& parameters() override { return parameters_; }
  at::Tensor Forward(std::span<const Reading> essays, bool training) override;

  const model::onnx::LstmShape& shape() const { return shape_; }

 private:
  at::Tensor Pool(const at::Tensor& rows, const at::Tensor& members) const;

  model::onnx::LstmShape shape_;
  Dropout dropout_;
  int32_t unknown_;
  Parameters parameters_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_LSTM_NETWORK_H_
