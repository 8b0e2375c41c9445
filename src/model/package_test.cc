#include "model/package.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/sha256.h"
#include "model/package_writer.h"

namespace redquill::model {
namespace {

Manifest Sample() {
  Manifest manifest;
  manifest.name = "sample";
  manifest.title = "A sample";
  manifest.version = "1.0.0";
  manifest.architecture = "features-gbdt";
  manifest.engine = "gbdt";
  manifest.outputs = {{"holistic", {1, 6, 1}}};
  manifest.prompts = {"School gardens"};
  manifest.training_data = {{"made-up", std::string(64, '0'), 3, "CC0-1.0"}};
  manifest.licence = "CC0-1.0";
  return manifest;
}

std::string Archive() {
  auto bytes = WritePackageBytes(Sample(), {{"model.bin", std::string(1000, 'w'), Storage::kStored},
                                            {"MODEL_CARD.md", "# A sample\n"}});
  EXPECT_TRUE(bytes) << bytes.error().message;
  return *bytes;
}

Result<std::shared_ptr<const Package>> OpenString(const std::string& bytes) {
  return Package::OpenBytes(std::as_bytes(std::span(bytes)));
}

TEST(Package, GivesBackWhatWasWritten) {
  const auto package = OpenString(Archive());
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_EQ((*package)->manifest().prompts, Sample().prompts);
  EXPECT_EQ(*(*package)->Text("model.bin"), std::string(1000, 'w'));
  EXPECT_EQ(*(*package)->Text("MODEL_CARD.md"), "# A sample\n");
  EXPECT_EQ((*package)->File("absent").error().code, Code::kNotFound);
  const auto file = (*package)->File("model.bin");
  EXPECT_EQ(reinterpret_cast<uintptr_t>(file->data()) % 64, 0u);
}

TEST(Package, SameContentSameBytes) { EXPECT_EQ(Archive(), Archive()); }

TEST(Package, EveryTruncationIsRefused) {
  const std::string whole = Archive();
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(OpenString(whole.substr(0, size))) << size;
  }
}

/// Flipping any one byte is refused, or leaves the content as it was (a byte that no rule reads).
TEST(Package, NoTamperedByteChangesTheContent) {
  const std::string whole = Archive();
  const auto original = OpenString(whole);
  ASSERT_TRUE(original);
  int refused = 0;
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string tampered = whole;
    tampered[i] = static_cast<char>(tampered[i] ^ 0x20);
    const auto package = OpenString(tampered);
    if (!package) {
      ++refused;
      continue;
    }
    EXPECT_EQ((*package)->digest(), (*original)->digest()) << i;
    EXPECT_EQ(*(*package)->Text("model.bin"), std::string(1000, 'w')) << i;
  }
  EXPECT_GT(refused, static_cast<int>(whole.size() * 9 / 10));
}

}  // namespace
}  // namespace redquill::model
