#include "train/feature/sample_essays.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/random.h"

namespace redquill::train {

std::string SampleEssay(int number) {
  static const char* const kThings[] = {"park", "train", "zoo"};
  static const char* const kPlain[] = {"I like the {}.", "It is fun at the {}.",
                                       "we go there alot.", "The {} is good and the {} is good.",
                                       "It is nice."};
  static const char* const kRich[] = {
      "However, a {} also teaches patience, because good things grow slowly.",
      "For example, our neighbours spent three summers on the {} that none of them will see done.",
      "Although some people prefer a parking lot, the {} is worth more in August.",
      "Consequently, the council should protect what earlier generations built around the {}.",
      "In conclusion, a town without its {} is a town without memory."};
  Random random(static_cast<uint64_t>(number) + 1);
  const int score = 1 + number % 5;
  std::string text;
  for (int s = 0; s < 6 + score * 2; ++s) {
    const bool rich = static_cast<int>(random.Below(6)) < score;
    std::string sentence = rich ? kRich[random.Below(5)] : kPlain[random.Below(5)];
    for (size_t at; (at = sentence.find("{}")) != std::string::npos;) {
      sentence.replace(at, 2, kThings[number % 3]);
    }
    text += sentence + (s % 5 == 4 ? "\n\n" : " ");
  }
  return text + "This was essay number " + std::to_string(number) + ".";
}

std::string SampleTable(int first, int last, int prompts) {
  static const char* const kPrompts[] = {"Parks", "Trains", "Zoos"};
  std::string table = "essay_id,score,prompt_name,full_text\n";
  for (int i = first; i < last; ++i) {
    table += "e" + std::to_string(i) + "," + std::to_string(1 + i % 5) + "," +
             kPrompts[i % prompts] + ",\"" + SampleEssay(i) + "\"\n";
  }
  return table;
}

std::string WriteSample(const std::string& name, const std::string& content) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const std::string path =
      testing::TempDir() + test->test_suite_name() + "." + test->name() + "." + name;
  EXPECT_TRUE(WriteFileAtomically(path, content));
  return path;
}

EssaySet SampleSet(int essays, int prompts) {
  const std::string path = WriteSample("essays.csv", SampleTable(0, essays, prompts));
  auto set = ReadEssaySet({path, {}, false}, {}, 2, [](size_t, size_t) {});
  EXPECT_TRUE(set) << set.error().message;
  return std::move(*set);
}

}  // namespace redquill::train
