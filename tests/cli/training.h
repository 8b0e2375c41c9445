#ifndef REDQUILL_TESTS_CLI_TRAINING_H_
#define REDQUILL_TESTS_CLI_TRAINING_H_

// redquill-train run as a process in a folder of its own, on made-up essays.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "tests/cli/run.h"
#include "tests/support/paths.h"

namespace redquill::cli {

/// Made-up essays: the better the score, the more of the better sentences.
inline std::string MadeUpTable(int essays) {
  static const char* const kPlain[] = {"I like the park.", "It is fun.", "we go there alot.",
                                       "The dog runs and the dog runs.", "It is good."};
  static const char* const kRich[] = {
      "However, a park also teaches patience, because trees grow slowly.",
      "For example, our neighbours planted an oak that none of them will see grown.",
      "Although some people prefer a parking lot, shade is worth more in August.",
      "Consequently, the council should protect what earlier generations planted.",
      "In conclusion, a town without trees is a town without memory."};
  Random random(7);
  std::string table = "essay_id,score,prompt_name,full_text\n";
  for (int i = 0; i < essays; ++i) {
    const int score = 1 + i % 5;
    std::string text;
    for (int s = 0; s < 8 + score * 2; ++s) {
      const bool rich = static_cast<int>(random.Below(6)) < score;
      text += std::string(rich ? kRich[random.Below(5)] : kPlain[random.Below(5)]) + " ";
    }
    table += "e" + std::to_string(i) + "," + std::to_string(score) + "," +
             (i % 2 ? "Parks" : "Trees") + ",\"" + text + "Essay number " + std::to_string(i) +
             ".\"\n";
  }
  return table;
}

class TrainTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = ::testing::TempDir() + "rq_train_" + std::to_string(::getpid());
    std::filesystem::create_directories(dir_);
    options_.folder = dir_;
    options_.timeout = std::chrono::seconds(200);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  Ran Train(std::vector<std::string> arguments) {
    RunOptions options = options_;
    options.program = tests::BuiltPath("apps/redquill-train/redquill-train");
    return RunProgram(arguments, options);
  }
  void Write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(dir_ + "/" + name, text));
  }

  std::string dir_;
  RunOptions options_;
};

}  // namespace redquill::cli

#endif  // REDQUILL_TESTS_CLI_TRAINING_H_
