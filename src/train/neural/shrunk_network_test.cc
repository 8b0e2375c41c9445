#include <gtest/gtest.h>

#include "tests/support/paths.h"
#include "tests/support/tiny_checkpoint.h"
#include "train/neural/encoder_network.h"
#include "train/shrink/shrink.h"

namespace redquill::train {
namespace {

at::Tensor Hidden(const std::string& folder, std::span<const Reading> essays) {
  const auto config = model::hf::ReadConfigFile(folder);
  const auto checkpoint = model::hf::Checkpoint::Open(folder);
  if (!config || !checkpoint) throw std::runtime_error(folder);
  EncoderOptions options;
  options.max_tokens = 48;
  auto network = EncoderNetwork::FromCheckpoint(*config, **checkpoint, options, 1);
  if (!network) throw std::runtime_error(network.error().message);
  return (*network)->Hidden(essays);
}

// With every layer and token, the DistilBERT computes what the BERT does, whose token types and
// head it no longer has.
TEST(ShrunkNetwork, WithAllLayersItIsTheWhole) {
  const std::string from = testing::TempDir() + "/shrunk_from", to = testing::TempDir() + "/shrunk";
  samples::CopyCheckpoint("bert", from);
  const auto shrinker = Shrinker::Open(from);
  ASSERT_TRUE(shrinker) << shrinker.error().message;
  const auto whole = shrinker->Write({{0, 1}, {}}, to);
  ASSERT_TRUE(whole) << whole.error().message;
  const std::vector<int32_t> a = {2, 7, 19, 58, 3}, b = {2, 3};
  const std::vector<Reading> essays = {{a, {}}, {b, {}}};
  const at::NoGradGuard no_gradients;
  const at::Tensor wanted = Hidden(from, essays);
  EXPECT_LE((wanted - Hidden(to, essays)).abs().max().item<double>(), 1e-5);

  ASSERT_TRUE(shrinker->Write({{1}, {}}, to));
  EXPECT_GT((wanted - Hidden(to, essays)).abs().max().item<double>(), 1e-2);
}

}  // namespace
}  // namespace redquill::train
