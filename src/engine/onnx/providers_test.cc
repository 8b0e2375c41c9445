#include "engine/onnx/providers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/onnx/session.h"
#include "tests/support/tiny_model.h"

namespace redquill::engine::onnx {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ProvidersTest, ReadsAList) {
  EXPECT_THAT(*ReadProviders("tensorrt, cuda,cpu"),
              ElementsAre(Provider::kTensorRt, Provider::kCuda, Provider::kCpu));
  for (const char* bad : {"", "cpu,", "gpu", "CPU"}) {
    const auto read = ReadProviders(bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, Code::kInvalidArgument);
    EXPECT_THAT(read.error().message, HasSubstr("cpu, cuda, tensorrt"));
  }
}

// On a machine whose library has no such provider: the one that runs is said, and why the preferred
// one does not; without leave to fall back that is an error.
TEST(ProvidersTest, FallsBackOnlyWhereAllowed) {
  const auto library = Library::Load();
  ASSERT_TRUE(library) << library.error().message;
  const std::string model = tests::TinyModel();
  SessionSettings settings;
  settings.providers.order = {Provider::kTensorRt, Provider::kCuda, Provider::kCpu};
  settings.providers.fallback = true;
  auto session = Session::Open(*library, tests::AsBytes(model), settings, LengthProfile{1, 8, 8});
  ASSERT_TRUE(session) << session.error().message;
  const ChosenProvider& chosen = (*session)->provider();
  if (chosen.provider != Provider::kCpu) return;  // This machine has one of them.
  ASSERT_EQ(chosen.passed_over.size(), 2u);
  EXPECT_THAT(chosen.passed_over[0], HasSubstr("tensorrt can't be used: TensorRT: ONNX Runtime"));
  EXPECT_THAT(chosen.passed_over[1], HasSubstr("cuda can't be used: CUDA: ONNX Runtime"));

  settings.providers.order = {Provider::kCuda, Provider::kCpu};
  settings.providers.fallback = false;
  session = Session::Open(*library, tests::AsBytes(model), settings, LengthProfile{1, 8, 8});
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().code, Code::kUnavailable);
  EXPECT_THAT(session.error().message, HasSubstr("cuda can't be used"));

  settings.providers.order = {Provider::kCuda};
  settings.providers.fallback = true;
  session = Session::Open(*library, tests::AsBytes(model), settings, LengthProfile{1, 8, 8});
  ASSERT_FALSE(session) << "the CPU was not named";
  EXPECT_THAT(session.error().message, HasSubstr("name cpu to allow"));
}

}  // namespace
}  // namespace redquill::engine::onnx
