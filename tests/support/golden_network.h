#ifndef REDQUILL_TESTS_SUPPORT_GOLDEN_NETWORK_H_
#define REDQUILL_TESTS_SUPPORT_GOLDEN_NETWORK_H_

#include <memory>
#include <stdexcept>
#include <string>

#include "model/hf/checkpoint.h"
#include "tests/support/paths.h"
#include "train/neural/encoder_network.h"

namespace redquill::train {

/// A network of one of tests/golden/checkpoints; its head is drawn from the seed 1. Throws.
inline std::unique_ptr<EncoderNetwork> OpenGolden(const std::string& name,
                                                  const EncoderOptions& options) {
  const std::string folder = tests::SourcePath("tests/golden/checkpoints/" + name);
  const auto config = model::hf::ReadConfigFile(folder);
  const auto checkpoint = model::hf::Checkpoint::Open(folder);
  if (!config || !checkpoint) throw std::runtime_error(folder);
  auto network = EncoderNetwork::FromCheckpoint(*config, **checkpoint, options, 1);
  if (!network) throw std::runtime_error(network.error().message);
  return std::move(*network);
}

}  // namespace redquill::train

#endif  // REDQUILL_TESTS_SUPPORT_GOLDEN_NETWORK_H_
