// redquill score: what is scored and how it is told.
#include "tests/cli/length_model_test.h"

namespace redquill::cli {
namespace {

using samples::EssayOfLength;

class Score : public LengthModelTest {};

TEST_F(Score, OneEssayIsToldToAPerson) {
  Write("mine.txt", EssayOfLength(45));
  const Ran ran = Run({"score", "mine.txt"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_TRUE(Has(ran.out, "Score 4   on the scale 1 to 6")) << ran.out;
  EXPECT_TRUE(Has(ran.out, "Model length, general part")) << ran.out;
  EXPECT_TRUE(Has(ran.out, "45 words")) << ran.out;
  EXPECT_EQ(ran.err, "");
}

TEST_F(Score, TheStandardInputIsAnEssay) {
  const Ran ran = Run({"score", "-", "--json", "--prompt", "Gardens"}, EssayOfLength(33));
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto answer = nlohmann::json::parse(ran.out);
  EXPECT_EQ(answer["id"], "stdin");
  EXPECT_EQ(answer["score"], 3);
  EXPECT_EQ(answer["part"], "prompt");
  EXPECT_EQ(answer["prompt"], "Gardens");
  EXPECT_EQ(answer["model"], "length");
  EXPECT_EQ(answer["scale"]["max"], 6);
  EXPECT_NEAR(answer["raw"].get<double>(), 3, 1e-4);
  EXPECT_EQ(answer["receipt"]["package_digest"].get<std::string>().size(), 64u);
}

TEST_F(Score, ATableComesOutInItsOrderHoweverManyThreads) {
  std::string csv = "id,full_text,task\n";
  for (int i = 0; i < 400; ++i) {
    // Long ones first, so that later ones are done before them.
    csv += std::to_string(i) + ",\"" + EssayOfLength(i % 7 == 0 ? 3000 : 10 + i % 50) + "\",x\n";
  }
  Write("class.csv", csv);
  const Ran one = Run({"score", "class.csv", "--json", "--threads", "1"});
  const Ran many = Run({"score", "class.csv", "--json", "--threads", "8"});
  ASSERT_EQ(one.status, 0) << one.err;
  ASSERT_EQ(many.status, 0) << many.err;
  const auto a = Objects(one.out), b = Objects(many.out);
  ASSERT_EQ(a.size(), 400u);
  ASSERT_EQ(b.size(), 400u);
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(b[i]["id"], std::to_string(i));
    EXPECT_EQ(a[i]["receipt"], b[i]["receipt"]);
    EXPECT_EQ(b[i]["score"], i % 7 == 0 ? 6 : 1 + static_cast<int>(i) % 50 / 10);
  }
}

TEST_F(Score, TablesOfEveryFormAndNamedColumns) {
  Write("t.tsv", "no\twords\tabout\n7\t" + EssayOfLength(25) + "\tGardens\n");
  const Ran tsv = Run({"score", "t.tsv", "--csv", "--text-column", "words", "--id-column", "no",
                       "--prompt-column", "about"});
  EXPECT_EQ(tsv.status, 0) << tsv.err;
  EXPECT_TRUE(tsv.out.starts_with("id,score,calibrated,raw,model,part,prompt,notes\n7,2,"))
      << tsv.out;
  EXPECT_TRUE(Has(tsv.out, ",length,prompt,Gardens,")) << tsv.out;

  const Ran lines = Run({"score", "-", "--format", "jsonl", "--csv"},
                        "{\"text\": \"" + EssayOfLength(65) + "\", \"id\": \"a,b\"}\n");
  EXPECT_EQ(lines.status, 0) << lines.err;
  EXPECT_TRUE(Has(lines.out, "\n\"a,b\",6,")) << lines.out;
}

TEST_F(Score, AFolderIsScoredInOrderOfItsNames) {
  std::filesystem::create_directory(dir_ + "/class");
  Write("class/b.txt", EssayOfLength(20));
  Write("class/a.txt", EssayOfLength(50));
  Write("class/readme.md", "no essay");
  const Ran ran = Run({"score", "class"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("essay ")) << ran.out;
  EXPECT_LT(ran.out.find("\na "), ran.out.find("\nb "));
  EXPECT_FALSE(Has(ran.out, "readme"));
}

TEST_F(Score, ABadEssayDoesntStopTheRest) {
  Write("class.csv", "id,text\n1," + EssayOfLength(30) + "\n2,\n3,caf\xE9 au lait\n4,a,b\n5," +
                         EssayOfLength(40) + "\n");
  const Ran ran = Run({"score", "class.csv", "--json"});
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(Has(ran.err, "3 of 5 essays could not be scored")) << ran.err;
  const auto lines = Objects(ran.out);
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0]["score"], 3);
  EXPECT_EQ(lines[1]["id"], "2");
  EXPECT_EQ(lines[1]["error"]["code"], "invalid_argument");
  EXPECT_EQ(lines[1]["error"]["field"], "essay");
  EXPECT_EQ(lines[2]["error"]["code"], "bad_encoding");
  EXPECT_TRUE(Has(lines[3]["error"]["message"].get<std::string>(), "line 5 has 3 cells"));
  EXPECT_EQ(lines[4]["score"], 4);

  const Ran fast = Run({"score", "class.csv", "--fail-fast"});
  EXPECT_EQ(fast.status, 2);
  EXPECT_TRUE(Has(fast.err, "essay 2: ")) << fast.err;
}

TEST_F(Score, AnOutputFileAppearsWhenItIsWhole) {
  Write("class.csv", "id,text\n1," + EssayOfLength(30) + "\n");
  EXPECT_EQ(Run({"score", "class.csv", "--csv", "--out", "scores.csv"}).status, 0);
  EXPECT_TRUE(Has(Read("scores.csv"), "\n1,3,"));
  Write("broken.csv", "id,text\n1," + EssayOfLength(30) + "\n2,\"never closed\n");
  const Ran broken = Run({"score", "broken.csv", "--csv", "--out", "scores.csv"});
  EXPECT_EQ(broken.status, 2);
  EXPECT_TRUE(Has(Read("scores.csv"), "\n1,3,"));  // The old content stands.
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir_)) {
    files += entry.is_regular_file() ? 1 : 0;
  }
  EXPECT_EQ(files, 3u);  // No temporary file is left.
  EXPECT_EQ(Run({"score", "class.csv", "--csv", "--out", "no/such/folder.csv"}).status, 2);
}

TEST_F(Score, NobodyReadingOnIsNoFailure) {
  std::string csv = "id,text\n";
  for (int i = 0; i < 2000; ++i) csv += std::to_string(i) + "," + EssayOfLength(12) + "\n";
  Write("class.csv", csv);
  const Ran ran = Shell("set -o pipefail; \"$R\" score class.csv --json | head -n 1");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(Objects(ran.out).size(), 1u);
}

TEST_F(Score, LinesComeBeforeTheInputEnds) {
  // The second essay is only written once the first one's line has come back.
  const Ran ran = Shell(
      "coproc \"$R\" score - --format jsonl --csv; "
      "echo '{\"id\": 1, \"text\": \"" +
      EssayOfLength(20) +
      "\"}' >&${COPROC[1]}; "
      "read -r header <&${COPROC[0]}; read -r first <&${COPROC[0]}; echo \"$first\"; "
      "echo '{\"id\": 2, \"text\": \"" +
      EssayOfLength(30) +
      "\"}' >&${COPROC[1]}; "
      "read -r second <&${COPROC[0]}; echo \"$second\"; kill $COPROC_PID");
  EXPECT_FALSE(ran.timed_out);
  EXPECT_TRUE(ran.out.starts_with("1,2,")) << ran.out << ran.err;
  EXPECT_TRUE(Has(ran.out, "\n2,3,")) << ran.out;
}

TEST_F(Score, ControlCharactersOfAnIdDontReachTheTerminal) {
  Write("class.csv", "id,text\n\x1B[2Jx," + EssayOfLength(20) + "\n");
  const Ran ran = Run({"score", "class.csv"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_FALSE(Has(ran.out, "\x1B"));
}

}  // namespace
}  // namespace redquill::cli
