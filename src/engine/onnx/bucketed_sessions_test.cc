#include "engine/onnx/bucketed_sessions.h"

#include <gtest/gtest.h>

#include "tests/support/tiny_model.h"

namespace redquill::engine::onnx {
namespace {

TEST(BucketedSessionsTest, ATextGoesToTheFirstThatTakesIt) {
  const auto library = Library::Load();
  ASSERT_TRUE(library) << library.error().message;
  const std::string model = tests::TinyModel();
  std::vector<BucketedSessions::Bucket> buckets;
  for (int64_t longest : {8, 16, 48}) {
    auto session = Session::Open(*library, tests::AsBytes(model), {}, std::nullopt);
    ASSERT_TRUE(session) << session.error().message;
    buckets.push_back({longest, *std::move(session)});
  }
  std::vector<const Session*> each;
  for (const auto& bucket : buckets) each.push_back(bucket.session.get());
  const BucketedSessions sessions(std::move(buckets));
  for (const auto& [tokens, bucket] : std::vector<std::pair<int64_t, size_t>>{
           {1, 0}, {8, 0}, {9, 1}, {16, 1}, {17, 2}, {48, 2}, {49, 2}}) {
    EXPECT_EQ(&sessions.For(tokens), each[bucket]) << tokens;
  }
}

TEST(BucketedSessionsTest, TheProcessorNeedsOneAlone) {
  const auto library = Library::Load();
  ASSERT_TRUE(library) << library.error().message;
  const std::string model = tests::TinyModel();
  auto sessions = BucketedSessions::Open(*library, tests::AsBytes(model), {}, {8, 16, 48});
  ASSERT_TRUE(sessions) << sessions.error().message;
  EXPECT_EQ(sessions->size(), 1u);
  // Also where TensorRT was preferred, could not be loaded, and falling back is allowed.
  SessionSettings settings;
  settings.providers.order = {Provider::kTensorRt, Provider::kCpu};
  settings.providers.fallback = true;
  sessions = BucketedSessions::Open(*library, tests::AsBytes(model), settings, {8, 16, 48});
  ASSERT_TRUE(sessions) << sessions.error().message;
  if (sessions->first().provider().provider == Provider::kTensorRt) return;
  EXPECT_EQ(sessions->size(), 1u);
  EXPECT_EQ(&sessions->For(1), &sessions->For(48));
}

}  // namespace
}  // namespace redquill::engine::onnx
