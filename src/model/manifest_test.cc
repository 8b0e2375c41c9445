#include "model/manifest.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/sample_package.h"

namespace redquill::model {
namespace {

using nlohmann::json;
using samples::SampleManifest;

Manifest Full() {
  Manifest m = SampleManifest();
  m.files = {{.path = "a.json", .bytes = 3, .sha256 = std::string(64, '0')},
             {.path = "b/c.json", .bytes = 0, .sha256 = std::string(64, 'f')}};
  return m;
}

json FullJson() { return json::parse(*WriteManifest(Full())); }

TEST(Manifest, ReadsBackWhatIsWritten) {
  const auto text = WriteManifest(Full());
  ASSERT_TRUE(text) << text.error().message;
  const auto read = ReadManifest(*text);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, Full());
  EXPECT_EQ(*WriteManifest(*read), *text);
  EXPECT_EQ(read->scale(), (Scale{.min = 1, .max = 6, .step = 1}));
}

TEST(Manifest, MayLeaveOutWhatIsOptional) {
  Manifest m = Full();
  m.training_words.reset();
  m.training_data.clear();
  m.prompts.clear();
  m.requirements.clear();
  m.metrics = m.config = m.extra = json::object();
  m.files.clear();
  EXPECT_EQ(*ReadManifest(*WriteManifest(m)), m);
}

TEST(Manifest, AModelScoresOrEmbeds) {
  Manifest m = Full();
  m.outputs.clear();
  const auto neither = WriteManifest(m);
  ASSERT_FALSE(neither);
  EXPECT_EQ(neither.error().field, "outputs");
  m.embedding_width = 384;
  EXPECT_EQ(*ReadManifest(*WriteManifest(m)), m);
  m.outputs = Full().outputs;
  const auto both = WriteManifest(m);
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().field, "outputs");
  json zero = FullJson();
  zero["outputs"] = json::array();
  for (const json& wrong : {json(0), json(65'537), json("384"), json(-1)}) {
    zero["embedding_width"] = wrong;
    const auto read = ReadManifest(zero.dump());
    ASSERT_FALSE(read) << wrong;
    EXPECT_EQ(read.error().field, "embedding_width") << wrong;
  }
}

TEST(Manifest, EveryOtherMemberIsNeeded) {
  const json full = FullJson();
  for (const auto& [key, value] : full.items()) {
    if (key == "training_words" || key.starts_with("x-")) continue;
    json without = full;
    without.erase(key);
    const auto read = ReadManifest(without.dump());
    ASSERT_FALSE(read) << key;
    EXPECT_EQ(read.error().message, key + " is missing");
    EXPECT_EQ(read.error().field, key);
  }
}

TEST(Manifest, EveryMemberHasOneType) {
  const json full = FullJson();
  const json others[] = {nullptr, true, "text", 1.5, json::array(), json::object()};
  for (const auto& [key, value] : full.items()) {
    if (key.starts_with("x-")) continue;
    for (const json& other : others) {
      // Empty lists and objects are right where others are.
      if (other.type() == value.type()) continue;
      json wrong = full;
      wrong[key] = other;
      const auto read = ReadManifest(wrong.dump());
      ASSERT_FALSE(read) << key << " " << other;
      EXPECT_EQ(read.error().field.substr(0, key.size()), key);
    }
  }
}

/// Sets one member, by JSON pointer, to a value that breaks its rule, and expects to be told where.
void ExpectRefused(const char* pointer, const json& value, const std::string& field) {
  json wrong = FullJson();
  wrong[json::json_pointer(pointer)] = value;
  const auto read = ReadManifest(wrong.dump());
  ASSERT_FALSE(read) << pointer << " " << value;
  EXPECT_EQ(read.error().field, field) << read.error().message;
  EXPECT_NE(read.error().message.find(field), std::string::npos) << read.error().message;
  EXPECT_NE(read.error().code, Code::kInternal);
}

TEST(Manifest, NamesTheMemberThatBreaksItsRule) {
  for (const char* name : {"", "Sample", "-a", ".a", "a b", "a/b", "ä"}) {
    ExpectRefused("/name", name, "name");
    ExpectRefused("/engine", name, "engine");
    ExpectRefused("/architecture", name, "architecture");
    ExpectRefused("/outputs/1/name", name, "outputs[1].name");
  }
  ExpectRefused("/name", std::string(65, 'a'), "name");
  ExpectRefused("/title", std::string(201, 'a'), "title");
  ExpectRefused("/title", "two\nlines", "title");
  ExpectRefused("/version", "1 0", "version");
  ExpectRefused("/version", "-1", "version");
  ExpectRefused("/max_tokens", -1, "max_tokens");
  ExpectRefused("/max_tokens", (1 << 20) + 1, "max_tokens");
  ExpectRefused("/licence", "", "licence");
  ExpectRefused("/prompts/1", "Should school start later?", "prompts[1]");
  ExpectRefused("/prompts/0", 5, "prompts[0]");
  ExpectRefused("/requires/feature_table", 5, "requires.feature_table");
  ExpectRefused("/requires/Odd", "x", "requires");
}

TEST(Manifest, RefusesScalesThatAreNone) {
  ExpectRefused("/outputs/0/scale/step", 0, "outputs[0].scale.max");
  ExpectRefused("/outputs/0/scale/step", -1, "outputs[0].scale.max");
  ExpectRefused("/outputs/0/scale/step", 2, "outputs[0].scale.max");
  ExpectRefused("/outputs/0/scale/step", 0.0001, "outputs[0].scale.max");
  ExpectRefused("/outputs/0/scale/max", 1, "outputs[0].scale.max");
  ExpectRefused("/outputs/0/scale/max", "6", "outputs[0].scale.max");
  ExpectRefused("/outputs", json::array(), "outputs");
  ExpectRefused("/outputs/1/name", "holistic", "outputs[1].name");
  Manifest tenths = Full();
  tenths.outputs[0].scale = {.min = 0, .max = 1, .step = 0.1};
  EXPECT_TRUE(WriteManifest(tenths));
}

TEST(Manifest, RefusesTrainingFiguresThatCannotBe) {
  ExpectRefused("/training_data/0/essays", 0, "training_data[0].essays");
  ExpectRefused("/training_data/0/sha256", "abc", "training_data[0].sha256");
  ExpectRefused("/training_words/median", 5, "training_words");
  ExpectRefused("/training_words/max", 699, "training_words");
}

TEST(Manifest, RefusesFileListsThatAreAmbiguous) {
  ExpectRefused("/files/0/path", "../a", "files[0].path");
  ExpectRefused("/files/0/path", "b/c.json", "files[1].path");
  ExpectRefused("/files/0/path", "z", "files[1].path");
  ExpectRefused("/files/0/path", "b", "files[0].path");         // The other's folder.
  ExpectRefused("/files/0/path", "B/c.json", "files[1].path");  // But for case.
  ExpectRefused("/files/1/path", "manifest.json", "files[1].path");
  ExpectRefused("/files/0/path", "Manifest.JSON", "files[0].path");
  ExpectRefused("/files/0/sha256", std::string(64, 'F'), "files[0].sha256");
  ExpectRefused("/files/0/bytes", 1.0, "files[0].bytes");
  ExpectRefused("/files/0/bytes", (uint64_t{1} << 53) + 1, "files[0].bytes");
}

TEST(Manifest, RefusesUnknownMembersButPrivateOnes) {
  json odd = FullJson();
  odd["surprise"] = 1;
  EXPECT_EQ(ReadManifest(odd.dump()).error().message,
            "the document has a member 'surprise' that is not known here");
  odd = FullJson();
  odd["outputs"][0]["x-colour"] = "red";
  EXPECT_FALSE(ReadManifest(odd.dump()));
  odd = FullJson();
  odd["x-colour"] = {"red"};
  EXPECT_EQ(ReadManifest(odd.dump())->extra["x-colour"], json({"red"}));
}

TEST(Manifest, RefusesAnotherFormatBeforeAllElse) {
  const auto read = ReadManifest(R"({"format": 2, "unheard": "of"})");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kUnsupported);
  EXPECT_NE(read.error().message.find("format 2"), std::string::npos);
  EXPECT_EQ(ReadManifest(R"({"format": 0})").error().code, Code::kUnsupported);
  EXPECT_EQ(ReadManifest(R"({"format": "1"})").error().field, "format");
  EXPECT_EQ(ReadManifest("{}").error().message, "format is missing");
}

TEST(Manifest, HoldsItsLimits) {
  EXPECT_EQ(ReadManifest(std::string((1 << 20) + 1, ' ')).error().code, Code::kTooLarge);
  json many = FullJson();
  many["metrics"]["list"] = json(std::vector<int>(100'001, 7));
  EXPECT_EQ(ReadManifest(many.dump()).error().code, Code::kTooLarge);
  json deep = 1;
  for (int i = 0; i < 40; ++i) deep = json::array({deep});
  many = FullJson();
  many["config"]["deep"] = deep;
  EXPECT_EQ(ReadManifest(many.dump()).error().code, Code::kTooLarge);
  many = FullJson();
  many["prompts"] = json::array();
  for (int i = 0; i < 1001; ++i) many["prompts"].push_back("prompt " + std::to_string(i));
  EXPECT_EQ(ReadManifest(many.dump()).error().field, "prompts");
}

TEST(Manifest, IsNotWrittenWhereItBreaksARule) {
  Manifest m = Full();
  m.name = "No";
  EXPECT_EQ(WriteManifest(m).error().field, "name");
  m = Full();
  m.metrics["qwk"] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(WriteManifest(m).error().code, Code::kInvalidArgument);
  m = Full();
  m.extra["name"] = "other";
  EXPECT_EQ(WriteManifest(m).error().field, "extra");
  m = Full();
  m.title = "\xff";
  EXPECT_EQ(WriteManifest(m).error().code, Code::kBadEncoding);
}

}  // namespace
}  // namespace redquill::model
