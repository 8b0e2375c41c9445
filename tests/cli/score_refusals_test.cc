// redquill score: each bad input has its exit status and a sentence that says what to do.
#include "tests/cli/length_model_test.h"

namespace redquill::cli {
namespace {

using samples::EssayOfLength;

class ScoreRefuses : public LengthModelTest {
 protected:
  void Expect(const std::vector<std::string>& arguments, int status, std::string_view message) {
    std::vector<std::string> all = {"score"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Ran ran = Run(all);
    EXPECT_EQ(ran.status, status) << ran.out << ran.err;
    EXPECT_TRUE(Has(ran.err, message)) << ran.err;
    EXPECT_FALSE(Has(ran.err, "what():"));
  }
};

TEST_F(ScoreRefuses, AMissingColumn) {
  Write("a.csv", "id,answer\n1," + EssayOfLength(20) + "\n");
  Expect({"a.csv"}, 2, "there are id, answer. Name the right one with --text-column");
  Expect({"a.csv", "--text-column", "essay"}, 2, "there is no column essay; there are id, answer");
  Expect({"a.csv", "--text-column", "answer", "--prompt-column", "task"}, 2,
         "there is no column task");
}

TEST_F(ScoreRefuses, BrokenQuoting) {
  Write("a.csv", "id,text\n1,\"" + EssayOfLength(20) + "\" and more\n");
  Expect({"a.csv"}, 2, "line 2 has broken quoting");
  Write("b.csv", "id,text\n1,a b c\n2,\"" + EssayOfLength(20) + "\n");
  Expect({"b.csv"}, 2, "begins on line 3 has a quote that is never closed");
}

TEST_F(ScoreRefuses, AnEmptyFile) {
  Write("a.csv", "");
  Expect({"a.csv"}, 2, "a.csv is empty");
  Write("a.txt", "");
  Expect({"a.txt"}, 2, "essay");
  Write("b.txt", " \n\t\n");
  Expect({"b.txt"}, 2, "essay");
}

TEST_F(ScoreRefuses, ABinaryFile) {
  const std::string binary(
      "\x7F"
      "ELF\x02\x01\x01\0\0\0\xFF\xFE\x80",
      13);
  Write("a.csv", binary);
  Expect({"a.csv"}, 2, "a.csv is a binary file");
  Write("a.txt", binary);
  Expect({"a.txt"}, 2, "");
  Write("a.docx", "PK\x03\x04");
  Expect({"a.docx"}, 2, "save the text as .txt in UTF-8");
}

TEST_F(ScoreRefuses, AnUnknownModelOrFolderOfModels) {
  Write("a.txt", EssayOfLength(20));
  Expect({"a.txt", "--model", "nope"}, 2, "length");
  Expect({"a.txt", "--models", "nowhere"}, 2, "nowhere");
  std::filesystem::create_directory(dir_ + "/empty");
  Expect({"a.txt", "--models", "empty"}, 2, "empty");
}

TEST_F(ScoreRefuses, WhatIsNotThereOrHasNoEssay) {
  Expect({"gone.txt"}, 2, "gone.txt can't be opened: No such file");
  std::filesystem::create_directory(dir_ + "/class");
  Expect({"class"}, 2, "class has no .txt file");
}

TEST_F(ScoreRefuses, AFolderThatMayNotBeRead) {
  std::filesystem::create_directory(dir_ + "/class");
  Write("class/a.txt", EssayOfLength(20));
  std::filesystem::permissions(dir_ + "/class", std::filesystem::perms::none);
  // The superuser may read everything, so the program gives that right up where it has it.
  const std::string drop = ::getuid() == 0 ? "setpriv --bounding-set=-all --inh-caps=-all "
                                             "--reuid=65534 --clear-groups "
                                           : "";
  std::filesystem::permissions(dir_, std::filesystem::perms::all);
  const Ran ran = Shell(drop + "\"$R\" score class --models models");
  std::filesystem::permissions(dir_ + "/class", std::filesystem::perms::all);
  EXPECT_EQ(ran.status, 1) << ran.out << ran.err;
  EXPECT_TRUE(Has(ran.err, "class can't be read: Permission denied")) << ran.err;
}

TEST_F(ScoreRefuses, AnEssayOrCellThatIsTooLong) {
  Write("a.txt", EssayOfLength(250000));
  Expect({"a.txt"}, 2, "more than 1048576 bytes");
  Write("a.csv", "id,text\n1,\"" + EssayOfLength(250000) + "\"\n");
  Expect({"a.csv"}, 2, "the record that begins on line 2 has a cell of more than 1048576 bytes");
}

TEST_F(ScoreRefuses, OptionsThatSayNothing) {
  Write("a.csv", "id,text\n");
  Expect({"a.csv", "--format", "xml"}, 2, "--format is csv, tsv or jsonl");
  Expect({"a.csv", "--threads", "0"}, 2, "--threads");
  Expect({"a.csv", "--json", "--csv"}, 2, "--csv");
  Expect({}, 2, "input");
}

TEST_F(ScoreRefuses, AFullDisk) {
  Write("a.csv", "id,text\n1," + EssayOfLength(20) + "\n");
  Write("a.txt", EssayOfLength(20));
  for (const char* line : {"score a.csv --json", "score a.csv --csv", "score a.txt"}) {
    const Ran ran = Shell(std::string("\"$R\" ") + line + " > /dev/full");
    EXPECT_EQ(ran.status, 1) << line;
    EXPECT_TRUE(Has(ran.err, "No space left on device")) << line << ran.err;
  }
}

TEST_F(ScoreRefuses, InJsonWhatFailedIsAnObject) {
  const Ran ran = Run({"score", "gone.csv", "--json"});
  EXPECT_EQ(ran.status, 2);
  const auto error = nlohmann::json::parse(ran.out)["error"];
  EXPECT_EQ(error["code"], "not_found");
  EXPECT_TRUE(Has(error["message"].get<std::string>(), "gone.csv"));
}

}  // namespace
}  // namespace redquill::cli
