// Packages of released formats keep loading: tests/data/packages.
#include <gtest/gtest.h>

#include "model/package.h"
#include "tests/support/paths.h"

namespace redquill::model {
namespace {

std::string Kept(const std::string& file) {
  return tests::SourcePath("tests/data/packages/") + file;
}

TEST(KeptPackages, Format1) {
  const auto package = Package::Open(Kept("format-1.rqm"));
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_EQ((*package)->digest(),
            "43f8c7449a6de3143fba6b76252f89133d1c038b866d137ac1b6909eaea7d4f9");
  const Manifest& m = (*package)->manifest();
  EXPECT_EQ(m.name, "kept");
  EXPECT_EQ(m.engine, "gbdt");
  ASSERT_EQ(m.outputs.size(), 2u);
  EXPECT_EQ(m.outputs[1], (Output{.name = "cohesion", .scale = {.min = 1, .max = 5, .step = 0.5}}));
  EXPECT_EQ(m.prompts.at(1), "Der Wald im Märchen");
  EXPECT_EQ(m.max_tokens, 512u);
  EXPECT_EQ(m.training_data.at(0).essays, 12u);
  EXPECT_EQ(m.training_words->p95, 700u);
  EXPECT_EQ(m.metrics["holistic"]["qwk"], 0.5);
  EXPECT_EQ(m.requirements.at("feature_table"), "0a1b2c");
  EXPECT_EQ(m.config["trees"], 3);
  EXPECT_EQ(m.extra["x-note"]["by"], "the tests");
  EXPECT_EQ(*(*package)->Text(kModelCardFile), "# Sample\n\nFor tests.\n");
  EXPECT_EQ(*(*package)->Text("tables/words.txt"), std::string(400, 'a'));
  EXPECT_EQ((*package)->Text("model.onnx")->size(), 300u);
}

/// Written by an independent program that knows docs/formats/package.md alone.
TEST(KeptPackages, Format1ByPython) {
  const auto package = Package::Open(Kept("format-1-python.rqm"));
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_EQ((*package)->manifest().name, "python");
  EXPECT_EQ(*(*package)->Text("model.json"), "{\"trees\": []}\n");
  EXPECT_EQ((*package)->Text("notes/long.txt")->size(), 200u * 28);
}

}  // namespace
}  // namespace redquill::model
