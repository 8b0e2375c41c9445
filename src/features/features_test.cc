#include "features/features.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>

#include "base/file.h"
#include "features/docs.h"
#include "tests/support/paths.h"

namespace redquill::features {
namespace {

std::vector<float> MeasureText(std::string_view text) {
  auto essay = text::ReadEssay(text);
  EXPECT_TRUE(essay.has_value()) << (essay ? "" : essay.error().message);
  return essay ? Measure(*essay) : std::vector<float>();
}

std::map<std::string_view, float> Named(std::string_view text) {
  const std::vector<float> values = MeasureText(text);
  std::map<std::string_view, float> named;
  for (size_t i = 0; i < values.size(); ++i) named[Table()[i].name] = values[i];
  return named;
}

TEST(Features, EachHasANameAndItsWords) {
  std::set<std::string_view> names;
  for (const Feature& f : Table()) {
    EXPECT_TRUE(names.insert(f.name).second) << f.name;
    for (char c : f.name) {
      EXPECT_TRUE((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') << f.name;
    }
    for (std::string_view text : {f.group, f.unit, f.formula, f.source, f.high, f.low}) {
      EXPECT_FALSE(text.empty()) << f.name;
    }
  }
  EXPECT_GE(Table().size(), 80u);
}

TEST(Features, DigestIsASha256) {
  EXPECT_EQ(TableDigest().size(), 64u);
  EXPECT_EQ(TableDigest(), TableDigest());
}

TEST(Features, DocumentationIsInStep) {
  auto page = ReadFile(tests::SourcePath("docs/features.md"), 1 << 20);
  ASSERT_TRUE(page.has_value()) << page.error().message;
  EXPECT_TRUE(*page == DocumentationPage()) << "run: redquill features --docs > docs/features.md";
}

// Every value of an essay with something for each group, as it was when models were last fitted. A
// change here changes what models read: raise kFormulas in features.cc, fit the models again, and
// write the file by redquill features tests/data/features/essay.txt --json.
TEST(Features, ValuesOfTheSampleEssayStay) {
  auto essay = ReadFile(tests::SourcePath("tests/data/features/essay.txt"), 1 << 20);
  auto golden = ReadFile(tests::SourcePath("tests/golden/features_of_essay.json"), 1 << 20);
  ASSERT_TRUE(essay.has_value() && golden.has_value());
  const auto wanted = nlohmann::json::parse(*golden).at("features");
  const std::vector<float> values = MeasureText(*essay);
  ASSERT_EQ(wanted.size(), values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const std::string name(Table()[i].name);
    EXPECT_EQ(values[i], wanted.at(name).get<float>()) << name;
  }
}

const char kLetter[] =
    "Dear Principal,\n\nI think phones should be allowed at lunch. For example, my brother called "
    "our mother when he was sick, and she came at once. However, some people say that phones are a "
    "distraction.\n\nThis shows that rules matter. In conclusion, phones are usefull and we dont "
    "need to ban them!";

TEST(Features, CountsOfAText) {
  auto f = Named(kLetter);
  EXPECT_EQ(f["words"], 52);
  EXPECT_EQ(f["sentences"], 6);
  EXPECT_EQ(f["paragraphs"], 3);
  EXPECT_EQ(f["misspelled"], 2);  // usefull, dont
  EXPECT_EQ(f["missing_apostrophes"], static_cast<float>(100.0 / 52));
  EXPECT_EQ(f["commas"], 5);
  EXPECT_EQ(f["concludes"], 1);
  EXPECT_EQ(f["letter_form"], 2);  // Dear, Principal
  EXPECT_EQ(f["ends_properly"], 1);
}

TEST(Features, AreFiniteOnHardInput) {
  std::string one_word = "word", spaced;
  while (one_word.size() < text::kMaxEssayBytes - 10) one_word += one_word.substr(0, 1 << 16);
  one_word.resize(text::kMaxEssayBytes - 10);
  while (spaced.size() < text::kMaxEssayBytes - 10) spaced += "word ";
  const std::string texts[] = {"two words",
                               "1 2",
                               "@CAPS1 @NUM1",
                               "I i",
                               "ALL OF THIS IS SHOUTED",
                               "\U0001f600 a \U0001f600 b \U0001f468\u200d\U0001f469",
                               "don\u0092t \u0093quote\u0094 \u0085 \u0081",
                               "a\n\nb\n\nc",
                               "\"\"\" ''' ((( a b",
                               "caf\u00e9 \u4f60\u597d hello world",
                               one_word + " end",
                               spaced};
  for (const std::string& text : texts) {
    const std::vector<float> values = MeasureText(text);
    ASSERT_EQ(values.size(), Table().size());
    for (size_t i = 0; i < values.size(); ++i) {
      EXPECT_TRUE(std::isfinite(values[i])) << Table()[i].name << " of " << text.substr(0, 40);
    }
  }
}

TEST(Features, AreTheSameFromManyThreads) {
  const std::vector<float> expected = MeasureText(kLetter);
  std::atomic<int> same{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) same += MeasureText(kLetter) == expected;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(same, 160);
}

TEST(Features, DoNotDependOnLineEndsOrNormalForm) {
  const std::string unix_text = "The caf\u00e9 is open.\n\nWe like it there, don\u2019t we?";
  EXPECT_EQ(MeasureText(unix_text),
            MeasureText("The cafe\u0301 is open.\r\n\r\nWe like it there, don\u2019t we?"));
}

}  // namespace
}  // namespace redquill::features
