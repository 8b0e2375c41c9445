#ifndef REDQUILL_TESTS_CLI_LENGTH_MODEL_TEST_H_
#define REDQUILL_TESTS_CLI_LENGTH_MODEL_TEST_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/cli/run.h"
#include "tests/support/length_model.h"
#include "tests/support/paths.h"

namespace redquill::cli {

/// A folder of its own for each test, with models/length.rqm in it, and redquill run there.
class LengthModelTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = ::testing::TempDir() + "rq_score_" + std::to_string(::getpid());
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_ + "/models");
    samples::WriteLengthModel(dir_ + "/models/length.rqm", "length");
    options_.folder = dir_;
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  void Write(const std::string& name, std::string_view bytes) const {
    std::ofstream(dir_ + "/" + name, std::ios::binary) << bytes;
  }
  std::string Read(const std::string& name) const {
    std::ifstream file(dir_ + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  Ran Run(const std::vector<std::string>& arguments, const std::string& input = {}) {
    options_.input = input;
    return RunProgram(arguments, options_);
  }
  /// A line of sh, in which $R is the program.
  Ran Shell(const std::string& line) {
    RunOptions options = options_;
    options.program = "/bin/bash";
    options.environment["R"] = tests::BuiltPath("apps/redquill/redquill");
    return RunProgram({"-c", line}, options);
  }

  static std::vector<nlohmann::json> Objects(const std::string& lines) {
    std::vector<nlohmann::json> objects;
    for (size_t begin = 0, end; (end = lines.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
      objects.push_back(nlohmann::json::parse(lines.substr(begin, end - begin)));
    }
    return objects;
  }
  static bool Has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
  }

  std::string dir_;
  RunOptions options_;
};

}  // namespace redquill::cli

#endif  // REDQUILL_TESTS_CLI_LENGTH_MODEL_TEST_H_
